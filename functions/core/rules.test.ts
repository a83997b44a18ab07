import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decimal, text } from './fields.ts';
import { type Context, defineKind, type Rule } from './kind.ts';
import type { Problem } from './result.ts';
import { askRules, type Known, knownRows } from './rules.ts';

interface Line {
  readonly model: string;
  readonly price?: string;
}

interface Order {
  readonly customer: string;
  readonly note?: string;
  readonly lines: readonly Line[];
}

const no = (code: string, ...path: string[]): Problem => ({ code, path, message: { zh: code, en: code } });
const order: Order = {
  customer: 'C',
  lines: [{ model: 'A', price: '1' }, { model: 'B' }, { model: 'C', price: '3' }],
};
const CONTEXT = { today: '2026-11-23' } as Context;

const ask = (rules: readonly Rule<Order>[], wrong: Known['wrong'] = [], values: object = order): string[] =>
  askRules(rules, { values, wrong }, CONTEXT).map(({ code, path }) =>
    `${code} ${path?.join('.') ?? ''}`.trim(),
  );

describe('a rule about the request', () => {
  const always: Rule<Order> = ({ customer }) => [no(customer, 'customer')];

  it('sees request and context', () => {
    expect(ask([({ note }, { today }) => [no(today + (note ?? ''), 'note')]])).toEqual(['2026-11-23 note']);
  });
  it('is left out when it reads a wrong field, and asked when another is wrong', () => {
    expect(ask([always], [['customer']])).toEqual([]);
    expect(ask([always], [['note']])).toEqual(['C customer']);
  });
  it('may decide before it comes to a wrong field', () => {
    const rule: Rule<Order> = ({ customer, ...rest }) =>
      customer === 'C' ? [no('C')] : [no(rest.note ?? '')];
    const careful: Rule<Order> = (given) => (given.customer === 'C' ? [no('C')] : [no(given.note ?? '')]);
    expect(ask([careful], [['note']])).toEqual(['C']);
    expect(ask([rule], [['note']])).toEqual([]);
  });
  it.each<[string, Rule<Order>]>([
    [
      'catches the signal',
      (given) => {
        try {
          return [no(given.note ?? '')];
        } catch {
          return [no('CAUGHT')];
        }
      },
    ],
    ['copies the request', (given) => [no(String({ ...given }.note))]],
    ['looks whether a field is there', (given) => ('note' in given ? [] : [no('ABSENT')])],
    ['lists the fields', (given) => (Object.keys(given).includes('note') ? [] : [no('ABSENT')])],
    ['writes the request as text', (given) => [no(JSON.stringify(given))]],
    ['asks for an own field', (given) => (Object.hasOwn(given, 'note') ? [] : [no('ABSENT')])],
    [
      'throws what it found',
      (given) => {
        try {
          return [no(given.note ?? '')];
        } catch (cause) {
          throw new TypeError('rule', { cause });
        }
      },
    ],
  ])('cannot get round it: one that %s', (_, rule) => {
    expect(ask([rule], [['note']])).toEqual([]);
  });
  it('never judges a request of which nothing can be read', () => {
    expect(ask([always], [[]])).toEqual([]);
  });
  it('fails loudly for faults of its own', () => {
    const broken: Rule<Order> = () => {
      throw new TypeError('rule');
    };
    expect(() => ask([broken], [['note']])).toThrow('rule');
  });
});

describe('a rule about each row', () => {
  const unpriced: Rule<Order> = {
    each: 'lines',
    rule: ({ model, price }) => (price === undefined ? [no(model, 'price')] : []),
  };
  it('names the place of the row', () => {
    expect(ask([unpriced])).toEqual(['B lines.1.price']);
  });
  it('is left out for the rows that are wrong, and for no other', () => {
    const none = { ...order, lines: [{ model: 'A' }, { model: 'B' }, { model: 'C' }, { model: 'D' }] };
    const wrong = [['lines', 0, 'price'], ['lines', 2], ['customer']];
    expect(ask([unpriced], wrong, none)).toEqual(['B lines.1.price', 'D lines.3.price']);
  });
  it('is left out when the table, or a field of the request that it reads, is wrong', () => {
    const ofCustomer: Rule<Order> = { each: 'lines', rule: (_line, { customer }) => [no(customer, 'model')] };
    expect(ask([unpriced], [['lines']])).toEqual([]);
    expect(ask([ofCustomer], [['customer']])).toEqual([]);
    expect(ask([ofCustomer], [['note']])).toHaveLength(3);
  });
  it('takes a table that is not there for empty', () => {
    expect(ask([unpriced], [], { customer: 'C' })).toEqual([]);
  });
});

describe('one mistake after the other', () => {
  const refuses: Rule<Order> = ({ customer }) => [no(`NOT ${customer}`, 'customer')];
  it('what a rule refuses is wrong for those after it', () => {
    const length: Rule<Order> = ({ customer }) => (customer.length < 2 ? [no('SHORT', 'customer')] : []);
    expect(ask([refuses, length])).toEqual(['NOT C customer']);
    expect(ask([length, refuses])).toEqual(['SHORT customer']);
  });
  it('only in its own row', () => {
    const twoB: Rule<Order> = {
      each: 'lines',
      rule: ({ model }) => (model === 'B' ? [no('B', 'model')] : []),
    };
    const all: Rule<Order> = { each: 'lines', rule: ({ model }) => [no(`ALL ${model}`, 'model')] };
    expect(ask([twoB, all])).toEqual(['B lines.1.model', 'ALL A lines.0.model', 'ALL C lines.2.model']);
  });
  it('nothing is said twice of a place that is wrong already', () => {
    expect(ask([() => [no('BLIND', 'customer')]], [['customer']])).toEqual([]);
  });
  it('a rule that compares rows passes over those that are not known', () => {
    const models: Rule<Order> = ({ lines }) => [
      no(
        knownRows(lines, 'model')
          .map(([i, { model }]) => i + model)
          .join(),
      ),
    ];
    expect(ask([models], [['lines', 1, 'model']])).toEqual(['0A,2C']);
    expect(ask([models], [['lines', 1]])).toEqual(['0A,2C']);
    expect(ask([models], [['lines', 1, 'price']])).toEqual(['0A,1B,2C']);
    expect(knownRows(order.lines, 'model')).toHaveLength(3);
  });
});

it('a check of the whole input is no substitute for a rule', () => {
  const fields = { no: text({ zh: '号', en: 'No.' }), price: decimal({ zh: '价', en: 'Price' }) };
  const spec = {
    id: 'x',
    title: { zh: 'x', en: 'x' },
    purpose: { zh: 'x', en: 'x' },
    requestKey: () => '',
    subject: () => ({ title: '', party: '' }),
    retentionYears: 1,
    series: 'X',
    outputs: [],
    prints: z.object({}),
    derive: () => ({ data: {}, needs: [] }),
  };
  const input = z.strictObject(fields);
  expect(defineKind({ ...spec, input }).rules).toEqual([]);
  expect(() => defineKind({ ...spec, input: input.refine(({ price }) => price !== '0') })).toThrow('rules');
});
