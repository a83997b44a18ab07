/** The kinds of fact of the order chain (D26): what they take, what they refuse, what makes two of them one. */
import { describe, expect, it } from 'vitest';
import { keyFieldsOf } from '../functions/core/requests/key-fields.ts';
import { kindTests } from '../test/support/kinds.ts';
import { kind as shipments } from './actual-shipments/kind.ts';
import { kind as boards } from './board-dates/kind.ts';
import { kind as payments } from './payment-received/kind.ts';
import { kind as replies } from './pmc-reply/kind.ts';

const facts = [boards, replies, shipments, payments] as const;

describe.each(facts.map((kind) => [kind.id, kind] as const))('%s', (_, kind) => {
  const { refused, sample } = kindTests(kind);
  const parse = (change: object) => kind.input.parse({ ...sample, ...change });
  it('takes its sample', () => {
    expect(refused({})).toEqual([]);
  });
  it('is found by its order, in any case or width', () => {
    const terms = kind.terms(parse({ poNo: 'ｐｏ－2026-0815' }));
    expect(terms).toContain('order:长河通讯有限公司/PO-2026-0815');
    expect(terms).toEqual(kind.terms(parse({})));
  });
  it('tells a correction from another fact', () => {
    const keyOf = (change: object) => kind.requestKey(parse(change));
    const other = kind === payments ? { reference: 'BK2' } : { poNo: 'PO-2' };
    expect(keyOf(other)).not.toBe(keyOf({}));
  });
});

it.each([
  [replies, { factory: 'nowhere' }, 'FACTORY_UNKNOWN factory'],
  [replies, { shippable: undefined, shortReason: undefined }, 'SHORTAGE_WITHOUT_REASON shortReason'],
  [shipments, { factory: 'nowhere' }, 'FACTORY_UNKNOWN factory'],
  [shipments, { shipDate: '2026-11-24' }, 'DATE_AHEAD shipDate'],
  [payments, { amount: '0.00' }, 'PRICE_ZERO amount'],
  [payments, { paidOn: '2026-11-24' }, 'DATE_AHEAD paidOn'],
] as const)('%# is refused: %o', (kind, change, expected) => {
  expect(kindTests(kind).refused(change)).toEqual([expected]);
});

it('nothing shippable and nothing shipped can be said', () => {
  expect(kindTests(replies).refused({ shippable: undefined })).toEqual([]);
  expect(kindTests(shipments).refused({ shipped: undefined })).toEqual([]);
});

it.each([boards, replies, shipments])(
  'two orders for one product are two facts in one table: $id',
  (kind) => {
    expect(keyFieldsOf(kind)).toEqual(expect.arrayContaining(['customerName', 'poNo', 'product']));
  },
);
