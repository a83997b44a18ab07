import { describe, expect, it } from 'vitest';
import type { DocumentRow, Views } from '../../functions/core/ports.ts';
import { journey, step } from '../support/routing.ts';

const row = (n: number, more: Partial<DocumentRow> = {}): DocumentRow => ({
  stream: `s${n}`,
  ver: 1,
  kind: 'quotation',
  state: 'filled',
  number: `QT-2026-${String(n).padStart(6, '0')}`,
  title: 'S600J 主板',
  party: '长城科技',
  amount: '100.00',
  currency: 'CNY',
  revision: 0,
  terms: [],
  needs: [],
  validUntil: null,
  createdAt: '2026-11-23T00:00:00.000Z',
  updatedAt: `2026-11-23T00:00:${String(n % 60).padStart(2, '0')}.000Z`,
  files: {},
  readers: ['oversight'],
  route: null,
  ...more,
});

const all = { limit: 100, offset: 0 };

/** What every store of views must do. */
export const viewsContract = (name: string, make: () => Promise<Views>): void => {
  describe(`${name}: the views contract`, () => {
    it('finds a row by stream and by number', async () => {
      const views = await make();
      await views.put([row(1), row(2)]);
      expect(await views.get('s2')).toEqual(row(2));
      expect(await views.byNumber('QT-2026-000001')).toEqual(row(1));
      expect(await views.get('none')).toBeUndefined();
    });

    it('never goes back to an older version of a row', async () => {
      const views = await make();
      await views.put([row(1, { ver: 3, state: 'rendered' })]);
      await views.put([row(1, { ver: 2, state: 'filled' })]);
      expect((await views.get('s1'))?.state).toBe('rendered');
    });

    it('lists the newest first, in pages, with the total', async () => {
      const views = await make();
      await views.put(Array.from({ length: 30 }, (_, n) => row(n)));
      const { rows, total } = await views.list({ limit: 10, offset: 5 });
      expect(total).toBe(30);
      expect(rows.map(({ stream }) => stream)).toEqual(
        [24, 23, 22, 21, 20, 19, 18, 17, 16, 15].map((n) => `s${n}`),
      );
    });

    it('lists and counts only what the readers may see', async () => {
      const views = await make();
      await views.put([
        row(1, { readers: ['person:a', 'oversight'] }),
        row(2, { readers: ['role:b'], kind: 'upload' }),
        row(3, { readers: ['role:b'], state: 'rendered' }),
        row(4, { readers: [] }),
      ]);
      const seen = async (...readers: string[]) => {
        const { rows, total } = await views.list({ ...all, readers });
        expect(total).toBe(rows.length);
        return rows.map(({ stream }) => stream);
      };
      expect(await seen('role:b', 'person:a')).toEqual(['s3', 's1']);
      expect(await seen('oversight', 'person:x')).toEqual(['s1']);
      expect(await seen('role:c')).toEqual([]);
      expect(await views.counts(['role:b'])).toEqual({ 'upload:filled': 1, 'quotation:rendered': 1 });
      await views.put([row(3, { ver: 2, readers: ['role:c'] })]);
      expect(await seen('role:b')).toEqual([]);
      expect(await seen('role:c')).toEqual(['s3']);
    });

    it('replaces every row at once, and keeps the old ones when the new ones break off', async () => {
      const views = await make();
      await views.put([row(1, { ver: 9 }), row(2)]);
      const broken = async function* () {
        yield [row(1)];
        throw new Error('broken off');
      };
      await expect(views.replace(broken())).rejects.toThrow('broken off');
      expect((await views.get('s1'))?.ver).toBe(9);
      const whole = async function* () {
        yield [row(1), row(4)];
        yield [row(3)];
      };
      await views.replace(whole());
      const { rows } = await views.list(all);
      expect(rows.map(({ stream, ver }) => [stream, ver])).toEqual([
        ['s4', 1],
        ['s3', 1],
        ['s1', 1],
      ]);
    });

    it('filters by kind, state and time, and searches numbers, titles and companies', async () => {
      const views = await make();
      await views.put([
        row(1, { party: '中兴' }),
        row(2, { state: 'rendered', title: '100% A_B', needs: ['sign:department_head'] }),
        row(3, { kind: 'upload', state: 'rejected', number: null, title: 'x.xlsx' }),
        row(4, { kind: 'template', state: 'published', number: null, title: 'quotation.en.xlsx' }),
      ]);
      const found = async (query: object) =>
        (await views.list({ ...all, ...query })).rows.map(({ stream }) => stream);
      expect(await found({ state: 'rendered' })).toEqual(['s2']);
      expect(await found({ kind: 'upload' })).toEqual(['s3']);
      expect(await found({ kind: 'template' })).toEqual(['s4']);
      expect(await found({ search: '中兴' })).toEqual(['s1']);
      expect(await found({ search: '000002' })).toEqual(['s2']);
      expect(await found({ search: '%' })).toEqual(['s2']);
      expect(await found({ search: 'A_B' })).toEqual(['s2']);
      expect(await found({ since: '2026-11-23T00:00:02.000Z' })).toEqual(['s2']);
      expect(await found({})).toEqual(['s2', 's1']);
      expect(await found({ open: true })).toEqual(['s2']);
    });

    it('finds the rows of a kind that are about a term, by what they say now', async () => {
      const views = await make();
      await views.put([
        row(1, { terms: ['order:PO-1', 'customer:长城科技'] }),
        row(2, { terms: ['order:PO-1'] }),
        row(3, { kind: 'board-date', number: null, terms: ['order:PO-1'] }),
      ]);
      const about = async (kind: string, term: string) => [...(await views.about({ kind, term }))].sort();
      expect(await about('quotation', 'order:PO-1')).toEqual(['s1', 's2']);
      expect(await about('board-date', 'order:PO-1')).toEqual(['s3']);
      expect(await about('quotation', 'order:PO-9')).toEqual([]);
      await views.put([row(1, { ver: 2, terms: ['order:PO-9'] })]);
      expect(await about('quotation', 'order:PO-1')).toEqual(['s2']);
      expect(await about('quotation', 'customer:长城科技')).toEqual([]);
      expect(await about('quotation', 'order:PO-9')).toEqual(['s1']);
      expect((await views.list(all)).total).toBe(3);
      const again = async function* () {
        yield [row(2, { terms: ['order:PO-2'] })];
      };
      await views.replace(again());
      expect(await about('quotation', 'order:PO-1')).toEqual([]);
      expect(await about('quotation', 'order:PO-2')).toEqual(['s2']);
    });

    const routed = (n: number, more: Parameters<typeof journey>[0] = {}) => {
      const doc = journey(more);
      doc.submit([step('dgm', 'sign', ['dgm']), step('pmc', 'sign', ['pmc'])]);
      return { doc, put: (ver: number) => row(n, { ver, route: doc.state() }) };
    };

    it('lists what is open: of everybody, of a person, of his roles, and what came up to them', async () => {
      const views = await make();
      const one = routed(1);
      const two = routed(2);
      one.doc.does({ type: 'reassign', task: 'dgm.1.1', by: 'dgm', to: 'dgm', reason: 'x' });
      two.doc.act('dgm');
      two.doc.apply([{ type: 'task.escalated', data: { task: 'pmc.1.1', role: 'gm', day: '2026-11-25' } }]);
      await views.put([one.put(1), two.put(1), row(3)]);
      const open = async (person?: string, ...roles: string[]) => {
        const of = person === undefined ? {} : { of: { person, roles } };
        const { rows, total } = await views.tasks({ ...of, limit: 10, offset: 0 });
        expect(total).toBe(rows.length);
        return rows.map(({ task, row: { stream } }) => `${stream} ${task.what} ${task.person ?? task.role}`);
      };
      expect(await open()).toEqual(['s1 sign dgm', 's2 sign pmc']);
      expect(await open('dgm')).toEqual(['s1 sign dgm']);
      expect(await open('x', 'dgm')).toEqual([]);
      expect(await open('x', 'pmc')).toEqual(['s2 sign pmc']);
      expect(await open('x', 'gm')).toEqual(['s2 sign pmc']);
      expect(await open('x')).toEqual([]);
    });

    it('closes tasks with the row that closes them, never with an older one, and pages', async () => {
      const views = await make();
      const { doc, put } = routed(1);
      const before = put(1);
      doc.act('dgm');
      await views.put([put(2)]);
      await views.put([before]);
      const all = await views.tasks({ limit: 10, offset: 0 });
      expect(all.rows.map(({ task }) => task.role)).toEqual(['pmc']);
      await views.put([routed(2).put(1), routed(3).put(1)]);
      const page = await views.tasks({ limit: 1, offset: 1 });
      expect([page.total, page.rows.map(({ row: { stream } }) => stream)]).toEqual([3, ['s2']]);
      await views.replace(
        (async function* () {
          yield [row(1)];
        })(),
      );
      expect(await views.tasks({ limit: 10, offset: 0 })).toEqual({ rows: [], total: 0 });
    });

    it('lists what a person sent and what he decided, newest first, as the newest row of each has it', async () => {
      const views = await make();
      const one = routed(1);
      const two = routed(2);
      const before = two.put(1);
      one.doc.act('dgm');
      two.doc.act('dgm');
      two.doc.reject('pmc');
      await views.put([one.put(2), two.put(2), row(3)]);
      await views.put([before]);
      const found = async (person: string, part: 'requested' | 'decided', more: object = {}) => {
        const query = { person, part, since: '2026-11-23T00:00:00.000Z', limit: 10, ...more };
        return (await views.withPart(query)).map(({ stream }) => stream);
      };
      expect(await found('sales', 'requested')).toEqual(['s2', 's1']);
      expect(await found('sales', 'requested', { limit: 1 })).toEqual(['s2']);
      expect(await found('sales', 'requested', { since: '2026-11-23T00:00:02.000Z' })).toEqual(['s2']);
      expect(await found('sales', 'decided')).toEqual([]);
      expect(await found('dgm', 'decided')).toEqual(['s2', 's1']);
      expect(await found('pmc', 'decided')).toEqual(['s2']);
      await views.replace(
        (async function* () {
          yield [one.put(3)];
        })(),
      );
      expect(await found('sales', 'requested')).toEqual(['s1']);
      expect(await found('pmc', 'decided')).toEqual([]);
    });

    it('counts by kind and state', async () => {
      const views = await make();
      await views.put([row(1), row(2), row(3, { kind: 'upload', state: 'rejected', number: null })]);
      expect(await views.counts()).toEqual({ 'quotation:filled': 2, 'upload:rejected': 1 });
    });
  });
};
