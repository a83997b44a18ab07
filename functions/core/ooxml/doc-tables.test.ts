import { describe, expect, it } from 'vitest';
import { doc, p, unpack } from '../../../test/support/office-package.ts';
import { compile, lint, TemplateError } from './index.ts';

const cell = (inside: string, properties = ''): string =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${inside.startsWith('<') ? inside : p(inside)}</w:tc>`;
const sized = (text: string, width: number, more = ''): string =>
  cell(text, `<w:tcW w:w="${width}" w:type="dxa"/>${more}`);
const tbl = (grid: readonly number[], ...rows: readonly string[][]): string =>
  `<w:tbl><w:tblPr/><w:tblGrid>${grid.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${rows.map((cells) => `<w:tr>${cells.join('')}</w:tr>`).join('')}</w:tbl>`;
const body = (inside: string, data: unknown): string =>
  /<w:body>(.*)<w:sectPr/s.exec(
    unpack(compile(doc({ body: inside })).fill(data))['word/document.xml'] ?? '',
  )?.[1] ?? '';
const rowsIn = (xml: string): string[] =>
  [...xml.matchAll(/<w:tr>(.*?)<\/w:tr>/gs)].map(([, row]) =>
    [...(row ?? '').matchAll(/<w:tc>(.*?)<\/w:tc>/gs)]
      .map(([, one]) => (one ?? '').replace(/<[^>]*>/g, ''))
      .join('|'),
  );

describe('columns of a Word table', () => {
  const cross =
    tbl(
      [2000, 1000, 3000],
      [sized('head', 6000, '<w:gridSpan w:val="3"/>')],
      [
        sized('Plan', 2000),
        sized('{{#columns months as m}}{{m.name}}{{/columns}}', 1000),
        sized('total', 3000),
      ],
      [
        sized('{{#each products}}{{name}}', 2000),
        sized('{{quantities[m.key]}}', 1000),
        sized('{{total}}{{/each}}', 3000),
      ],
    ) + p('end');
  const data = {
    months: [
      { key: 'a', name: 'Jan' },
      { key: 'b', name: 'Feb' },
      { key: 'c', name: 'Mar' },
    ],
    products: [
      { name: 'p', quantities: { a: 1, b: 2, c: 3 }, total: 6, months: 'not these' },
      { name: 'q', quantities: { a: 4, b: 5, c: 6 }, total: 15 },
    ],
  };
  it('repeat in every row, with the grid, widths and cells that span them', () => {
    const xml = body(cross, data);
    expect(rowsIn(xml)).toEqual(['head', 'Plan|Jan|Feb|Mar|total', 'p|1|2|3|6', 'q|4|5|6|15']);
    const widths = [...xml.matchAll(/<w:gridCol w:w="(\d+)"/g)].map((one) => Number(one[1]));
    expect(widths).toEqual([1500, 750, 750, 750, 2250]);
    expect(xml).toContain('<w:gridSpan w:val="5"/>');
    expect([...xml.matchAll(/<w:tcW w:w="(\d+)"/g)].slice(1, 6).map((one) => Number(one[1]))).toEqual(widths);
  });
  it('close up when there is none, and a table of nothing else goes away', () => {
    const xml = body(cross, { ...data, months: [] });
    expect(rowsIn(xml)).toEqual(['head', 'Plan|total', 'p|6', 'q|15']);
    expect(xml).toContain('<w:gridSpan w:val="2"/>');
    const alone = tbl([1000], [cell('{{#columns months}}{{name}}{{/columns}}')]) + p('end');
    expect(body(alone, { months: [] })).not.toContain('w:tbl');
    expect(rowsIn(body(alone, data))).toEqual(['Jan|Feb|Mar']);
  });
  it('may be several at once, inside a loop over tables too', () => {
    const two = tbl(
      [1000, 1000],
      [cell('{{#columns months}}{{name}}'), cell('{{key}}{{/columns}}')],
      [cell('x'), cell('y')],
    );
    expect(
      rowsIn(
        body(p('{{#each sets}}') + two + p('{{/each}}'), {
          sets: [data, { months: [] }, { months: data.months.slice(1) }],
        }),
      ),
    ).toEqual(['Jan|a|Feb|b|Mar|c', 'x|y|x|y|x|y', 'Feb|b|Mar|c', 'x|y|x|y']);
  });
  it('are bounded by what Word holds, and known to lint', () => {
    const wide = (): unknown =>
      compile(doc({ body: cross })).fill({ ...data, months: Array(70).fill({ key: 'a', name: 'n' }) });
    expect(wide).toThrow(TemplateError);
    expect(wide).toThrow(/63/);
    const findings = lint(doc({ body: cross }), {
      type: 'object',
      properties: {
        months: { type: 'array', items: { type: 'object', properties: { key: {}, nam: {} } } },
        products: {
          type: 'array',
          items: { type: 'object', properties: { name: {}, quantities: {}, total: {} } },
        },
      },
    });
    expect(findings.map((one) => `${one.tag} ${one.suggestion?.en}`)).toEqual([
      '{{m.name}} Did you mean "nam"?',
    ]);
  });
  it('need both ends in one row', () => {
    const apart = tbl([1000], [cell('{{#columns a}}x')], [cell('{{/columns}}')]);
    expect(lint(doc({ body: apart })).map((one) => one.code)).toEqual(['LOOP_ACROSS_CELLS']);
  });
});

describe('merged cells', () => {
  const restart = '<w:vMerge w:val="restart"/>';
  const merges = (xml: string): string[] =>
    [...xml.matchAll(/<w:tr>(.*?)<\/w:tr>/gs)].map(([, row]) =>
      [...(row ?? '').matchAll(/<w:tc>(.*?)<\/w:tc>/gs)]
        .map(
          ([, one]) =>
            /<w:vMerge(?: w:val="(\w+)")?\/>/.exec(one ?? '')?.[1] ??
            (/vMerge/.test(one ?? '') ? 'continue' : '-'),
        )
        .join('|'),
    );
  it('that begin before a loop and end after it span its rows', () => {
    const inside = tbl(
      [1, 1],
      [cell('group', restart), cell('head')],
      [cell('{{#each items}}', '<w:vMerge/>'), cell('{{this}}{{/each}}')],
      [cell('', '<w:vMerge/>'), cell('sum')],
    );
    const xml = body(inside, { items: ['a', 'b', 'c'] });
    expect(merges(xml)).toEqual(['restart|-', 'continue|-', 'continue|-', 'continue|-', 'continue|-']);
  });
  it('that begin in the row of a loop and go on after it begin in its first turn', () => {
    const inside = tbl(
      [1, 1],
      [cell('{{#each items}}Group {{this}}', restart), cell('{{this}}{{/each}}')],
      [cell('', '<w:vMerge/>'), cell('sum')],
    );
    const xml = body(inside, { items: ['a', 'b'] });
    expect(merges(xml)).toEqual(['restart|-', 'continue|-', 'continue|-']);
    expect(rowsIn(xml)).toEqual(['Group a|a', '|b', '|sum']);
  });
  it('that belong to a turn begin with each', () => {
    const inside = tbl(
      [1, 1],
      [cell('{{#each groups}}{{name}}', restart), cell('head')],
      [cell('{{#each items}}', '<w:vMerge/>'), cell('{{this}}{{/each}}')],
      [cell('', '<w:vMerge/>'), cell('sum{{/each}}')],
    );
    expect(
      merges(
        body(inside, {
          groups: [
            { name: 'g', items: [1, 2] },
            { name: 'h', items: [] },
          ],
        }),
      ),
    ).toEqual(['restart|-', 'continue|-', 'continue|-', 'continue|-', 'restart|-', 'continue|-']);
  });
});

describe('conditions in tables', () => {
  it('choose rows, several rows with else, and the content of a cell', () => {
    const inside = tbl(
      [1, 1],
      [cell('{{#if vip}}VIP'), cell('{{level}}{{/if}}')],
      [cell('{{#if many}}'), cell('')],
      [cell('m1'), cell('m2')],
      [cell('{{else}}'), cell('')],
      [cell('f1'), cell('f2')],
      [cell('f3'), cell('{{#if vip}}y{{else}}n{{/if}}')],
      [cell('{{/if}}'), cell('')],
      [cell('last'), cell(`${p('{{#if vip}}')}${p('only for vip')}${p('{{else}}')}${p('{{/if}}')}`)],
    );
    expect(rowsIn(body(inside, { vip: true, level: 3, many: false }))).toEqual([
      'VIP|3',
      'f1|f2',
      'f3|y',
      'last|only for vip',
    ]);
    expect(rowsIn(body(inside, { vip: false, level: 3, many: true }))).toEqual(['m1|m2', 'last|']);
    expect(body(inside, { vip: false, level: 3, many: true })).toContain(
      '<w:tc><w:tcPr></w:tcPr><w:p/></w:tc>',
    );
  });
  it('choose columns', () => {
    const inside = tbl(
      [1000, 500],
      [cell('a'), cell('{{#columns extra}}{{this}}{{/columns}}')],
      [cell('b'), cell('c')],
    );
    expect(rowsIn(body(inside, { extra: ['x'] }))).toEqual(['a|x', 'b|c']);
    expect(rowsIn(body(inside, { extra: [] }))).toEqual(['a', 'b']);
  });
  it('leave no blank line in a cell where a tag had a paragraph', () => {
    const inside = tbl(
      [1],
      [cell(`${p('{{#each items}}')}${p('{{this}}')}${p('{{/each}}')}${p('{{none}}')}${p('last')}`)],
    );
    expect(body(inside, { items: [1, 2], none: '' }).match(/<w:p>/g)).toHaveLength(3);
  });
});
