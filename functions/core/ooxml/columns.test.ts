import { describe, expect, it } from 'vitest';
import { book, row, unpack } from '../../../test/support/office-package.ts';
import { problemsOf } from '../../../test/support/workbook-check.ts';
import { compile, type JsonSchema, lint, TemplateError } from './index.ts';

/** A cross table: products down, months across. */
const template = book({
  sheets: {
    S: {
      before:
        '<cols><col min="1" max="1" width="20"/><col min="2" max="2" width="8"/><col min="3" max="3" width="12"/></cols>',
      rows:
        row(1, { A: 'Plan', B: '{{#columns months}}{{name}}{{/columns}}', C: 'total' }) +
        row(2, {
          A: '{{#each products}}{{product}}',
          B: '{{quantities[key]}}',
          C: '=SUM(B2:B2)',
          D: '{{/each}}',
        }) +
        row(3, { A: 'sum', B: '=SUM(B2:B2)', C: '=SUM(C2:C2)', D: '=C3' }),
      after:
        '<mergeCells count="2"><mergeCell ref="B1:B1"/><mergeCell ref="A4:C4"/></mergeCells><conditionalFormatting sqref="B2"><cfRule type="expression" priority="1"><formula>B2&gt;B$3</formula></cfRule></conditionalFormatting><colBreaks count="1" manualBreakCount="1"><brk id="3" man="1"/></colBreaks>',
    },
    T: { rows: row(1, { A: '=SUM(S!B2:B2)', B: '=S!C3' }) },
  },
});
const data = {
  months: [
    { key: 'm1', name: 'Jan' },
    { key: 'm2', name: 'Feb' },
    { key: 'm3', name: 'Mar' },
  ],
  products: [
    { product: 'p1', quantities: { m1: 1, m2: 2, m3: 3 } },
    { product: 'p2', quantities: { m1: 4, m2: 5, m3: 6 } },
  ],
};

const cells = (xml: string): Record<string, string> =>
  Object.fromEntries(
    [...xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*?(?:\/>|>(.*?)<\/c>)/gs)].flatMap(([, ref, inside]) => {
      if (inside === undefined) return [];
      const formula = /<f>([^<]*)</.exec(inside)?.[1];
      return [[ref, formula === undefined ? inside.replace(/<[^>]*>/g, '') : `=${formula}`]];
    }),
  );

describe('loops over columns', () => {
  const parts = unpack(compile(template).fill(data));
  const sheet = parts['xl/worksheets/sheet1.xml'] ?? '';
  it('repeat columns across loops over rows; each formula follows both', () => {
    expect(cells(sheet)).toEqual({
      A1: 'Plan',
      B1: 'Jan',
      C1: 'Feb',
      D1: 'Mar',
      E1: 'total',
      A2: 'p1',
      B2: '1',
      C2: '2',
      D2: '3',
      E2: '=SUM(B2:D2)',
      A3: 'p2',
      B3: '4',
      C3: '5',
      D3: '6',
      E3: '=SUM(B3:D3)',
      A4: 'sum',
      B4: '=SUM(B2:B3)',
      C4: '=SUM(C2:C3)',
      D4: '=SUM(D2:D3)',
      E4: '=SUM(E2:E3)',
      F4: '=E4',
    });
    expect(cells(parts['xl/worksheets/sheet2.xml'] ?? '')).toEqual({ A1: '=SUM(S!B2:D3)', B1: '=S!E4' });
  });
  it('move widths, merges, conditional formats and breaks', () => {
    expect(
      [...sheet.matchAll(/<col min="(\d+)" max="(\d+)" width="(\d+)"/g)].map((one) =>
        one.slice(1, 4).join(' '),
      ),
    ).toEqual(['1 1 20', '2 2 8', '3 3 8', '4 4 8', '5 5 12']);
    expect([...sheet.matchAll(/<mergeCell ref="([^"]+)"/g)].map((one) => one[1])).toEqual(['A5:E5']);
    expect(sheet).toContain('<conditionalFormatting sqref="B2:D3">');
    expect(sheet).toContain('<formula>B2&gt;B$4</formula>');
    expect(sheet).toContain('<brk id="5"');
  });
  it('close up when there is nothing', () => {
    const none = unpack(compile(template).fill({ ...data, months: [] }))['xl/worksheets/sheet1.xml'] ?? '';
    expect(cells(none)).toMatchObject({
      A1: 'Plan',
      B1: 'total',
      B2: '=SUM(0)',
      B4: '=SUM(B2:B3)',
      C4: '=B4',
    });
  });
  it('are known to lint and bounded', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        months: {
          type: 'array',
          items: { type: 'object', properties: { key: { type: 'string' }, name: { type: 'string' } } },
        },
        products: {
          type: 'array',
          items: {
            type: 'object',
            properties: { product: { type: 'string' }, quantities: { type: 'object' } },
          },
        },
      },
    };
    expect(lint(template, schema)).toEqual([]);
    const wide = (): void =>
      void compile(template).fill({ ...data, months: Array(17_000).fill({ key: 'm1', name: 'x' }) });
    expect(wide).toThrow(TemplateError);
    expect(wide).toThrow(/TOO_MANY|16,384/);
    expect(
      lint(
        book({
          sheets: {
            S: {
              rows:
                row(1, { A: '{{#columns a}}x', B: '{{/columns}}' }) +
                row(2, { B: '{{#columns b}}y', C: '{{/columns}}' }),
            },
          },
        }),
      ).map((one) => one.code),
    ).toEqual(['BLOCK_CROSSED']);
  });
  it('nest: quarters with their months, each quarter with a sum of its own, and a total over the months', () => {
    const nested = book({
      sheets: {
        S: {
          before:
            '<cols><col min="2" max="2" width="9" outlineLevel="1"/><col min="3" max="3" width="11"/></cols>',
          rows:
            row(1, {
              A: 'Plan',
              B: '{{#columns quarters}}{{#columns months}}{{name}}{{/columns}}',
              C: '{{q}}{{/columns}}',
              D: 'all',
            }) +
            row(2, {
              A: '{{#each rows}}{{name}}',
              B: '{{values[key]}}',
              C: '=SUM(B2:B2)',
              D: '=SUM(B2:B2)',
              E: '{{/each}}',
            }) +
            row(3, { A: 'sum', B: '=SUM(B2:B2)', C: '=SUM(C2:C2)', D: '=SUM(B2:B2)' }),
        },
      },
    });
    const quarters = [
      {
        q: 'Q1',
        months: [
          { key: 'a', name: 'Jan' },
          { key: 'b', name: 'Feb' },
        ],
      },
      { q: 'Q2', months: [] },
      { q: 'Q3', months: [{ key: 'c', name: 'Jul' }] },
    ];
    const rows = [
      { name: 'r1', values: { a: 1, b: 2, c: 4 } },
      { name: 'r2', values: { a: 8, b: 16, c: 32 } },
    ];
    const bytes = compile(nested).fill({ quarters, rows });
    expect(problemsOf(bytes)).toEqual([]);
    const xml = unpack(bytes)['xl/worksheets/sheet1.xml'] ?? '';
    expect(cells(xml)).toMatchObject({
      B1: 'Jan',
      C1: 'Feb',
      D1: 'Q1',
      E1: 'Q2',
      F1: 'Jul',
      G1: 'Q3',
      H1: 'all',
      D2: '=SUM(B2:C2)',
      E2: '=SUM(0)',
      G2: '=SUM(F2:F2)',
      H2: '=SUM(B2:C2,F2:F2)',
      D4: '=SUM(D2:D3)',
      H4: '=SUM(B2:C3,F2:F3)',
      F3: '32',
    });
    expect(all(/<col min="(\d+)" max="\d+" width="9" outlineLevel="1"/g, xml)).toEqual(['2', '3', '6']);
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        quarters: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              q: { type: 'string' },
              months: {
                type: 'array',
                items: { type: 'object', properties: { key: { type: 'string' }, name: { type: 'string' } } },
              },
            },
          },
        },
        rows: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' }, values: { type: 'object' } } },
        },
      },
    };
    expect(lint(nested, schema)).toEqual([]);
  });
});

const all = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map((one) => one[1] ?? '');
