/** What kinds know of each other: a letter about an order is made only when the money of the order is there. */
import { expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { createContexts } from '../../functions/core/document/context.ts';
import { replay } from '../../functions/core/document/document.ts';
import { erase } from '../../functions/core/document/erase.ts';
import { rebuildViews } from '../../functions/core/document/rebuild.ts';
import type { DocumentKind } from '../../functions/core/kind.ts';
import { termOf } from '../../functions/core/records.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome } from '../support/letter-home.ts';
import { paymentKind, paymentsIn } from '../support/payment-kind.ts';

const folder = temporaryFolder();

const paidOnly: Partial<DocumentKind> = {
  looks: (input) => [
    { kind: 'payment', term: termOf('order', (input as { readonly letterNo: string }).letterNo) },
  ],
  rules: [
    (_, { records }) =>
      records.length > 0 ? [] : [{ code: 'NOT_PAID', message: { zh: '未到账', en: 'not paid' } }],
  ],
  derive: (input, { records }) => {
    const { customer } = input as { readonly customer: string };
    return { data: { customer, amount: paymentsIn(records).at(-1)?.input.amount ?? '0' }, needs: [] };
  },
};

const home = (name: string) => letterHome(folder, name, undefined, {}, paidOnly, [paymentKind]);

const rows = async ({ views }: EmbeddedPorts, kind: string) =>
  (await views.list({ kind, limit: 10, offset: 0 })).rows;
const pay = (orderNo: string, amount: string) => JSON.stringify({ kind: 'payment', orderNo, amount });
const letter = (letterNo: string, amount: unknown = '1.00') =>
  JSON.stringify({ kind: 'letter', letterNo, customer: '甲公司', amount });

it('finds a fact in any case and width, keeps what it saw for ever, and refuses without it', async () => {
  const { drop, run, use } = await home('whole');
  drop('letter', 'early.json', letter('PO-1'));
  await run();
  await use(async (ports) => {
    expect(await rows(ports, 'letter')).toEqual([]);
    expect((await rows(ports, 'upload')).map(({ state }) => state)).toEqual(['rejected']);
  });
  drop('payment', 'a.json', pay('ｐｏ-1', '100.00'));
  await run();
  drop('letter', 'late.json', letter('PO-1'));
  await run();
  drop('payment', 'b.json', pay('PO-1', '200.00'));
  await run();
  await use(async (ports) => {
    const [made] = await rows(ports, 'letter');
    const [fact] = await rows(ports, 'payment');
    expect(made?.state).toBe('rendered');
    expect(fact).toMatchObject({ state: 'kept', revision: 1, number: null, terms: ['order:PO-1', 'all:'] });
    const state = replay(await ports.ledger.read(made?.stream ?? ''));
    if (!('request' in state)) throw new Error('no request');
    const { records } = await createContexts(ports)(ports.kinds.get('letter')!, state.request);
    expect(paymentsIn(records).map(({ input, revision }) => [input.amount, revision])).toEqual([['100', 0]]);
    await rebuildViews(ports);
    expect(await ports.views.about({ kind: 'payment', term: 'order:PO-1' })).toEqual([fact?.stream]);
    const report = await verifyHome(ports);
    expect(report.findings).toEqual([]);
  });
});

it('tells only of the cells of a request that cannot be read, because nothing was looked up for it', async () => {
  const { drop, run, use, data } = await home('unread');
  drop('letter', 'a.json', letter('PO-1', 'many'));
  await run();
  await use(async (ports) => {
    const [upload] = await rows(ports, 'upload');
    const errors = await ports.files.get(
      Object.values(upload?.files ?? {}).find((key) => key.endsWith('.json') && key.includes('errors')) ?? '',
    );
    const { problems } = JSON.parse(new TextDecoder().decode(errors));
    expect(problems.map(({ code }: { code: string }) => code)).not.toContain('NOT_PAID');
    expect(problems.length, data).toBe(1);
  });
});

it('goes back to an earlier value, ignores the same value, and forgets what was erased', async () => {
  const { drop, run, use } = await home('back');
  for (const [name, amount] of ['1.00', '2.00', '2.00', '1.00'].entries()) {
    drop('payment', `${name}.json`, pay('PO-1', amount));
    await run();
  }
  await use(async (ports) => {
    const [fact] = await rows(ports, 'payment');
    expect(fact?.revision).toBe(2);
    await erase(ports, fact?.stream ?? '');
  });
  drop('letter', 'a.json', letter('PO-1'));
  await run();
  await use(async (ports) => expect(await rows(ports, 'letter')).toEqual([]));
});
