import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BookParts, book, row } from '../../../test/support/office-package.ts';
import { type JsonSchema, lint } from './index.ts';

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const rel = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${REL}/${type}" Target="${target}"/>`;
const schema = z.toJSONSchema(
  z.object({
    customer: z.object({ name: z.string() }),
    amount: z.string(),
    vip: z.boolean(),
    logo: z.string(),
    months: z.array(z.object({ key: z.string() })),
    lines: z.array(z.object({ product: z.string(), price: z.string() })),
  }),
) as JsonSchema;

type Cells = Readonly<Record<string, string | number>>;
type Case = readonly [
  what: string,
  parts: Partial<BookParts> & { rows?: string; after?: string; name?: string },
  finding: readonly [place: string, tag: string, code: string, meant?: string],
];

const rows = (...cells: readonly Cells[]): { rows: string } => ({
  rows: cells.map((one, i) => row(i + 3, one)).join(''),
});
const comments = (text: string): Case[1] => ({
  ...rows({ A: 'x' }),
  sheetRels: rel('c', 'comments', '../comments1.xml'),
  extra: {
    'xl/comments1.xml': `<comments><commentList><comment ref="B3" authorId="0"><text><t>${text}</t></text></comment></commentList></comments>`,
  },
});
const table = (ref: string, ...cells: readonly Cells[]): Case[1] => ({
  ...rows(...cells),
  sheetRels: rel('t', 'table', '../tables/table1.xml'),
  extra: {
    'xl/tables/table1.xml': `<table id="1" name="T" displayName="T" ref="${ref}" totalsRowCount="0"/>`,
  },
});

const CASES: readonly Case[] = [
  [
    'a field that is not there',
    rows({ B: 'Dear {{customer.nam}}' }),
    ['报价!B3', '{{customer.nam}}', 'FIELD_UNKNOWN', 'name'],
  ],
  [
    'a field of items outside their loop',
    rows({ B: '{{product}}' }),
    ['报价!B3', '{{product}}', 'FIELD_UNKNOWN'],
  ],
  [
    'a field of a nested item',
    rows({ A: '{{#each lines as line}}{{line.prise}}', B: '{{/each}}' }),
    ['报价!A3', '{{line.prise}}', 'FIELD_UNKNOWN', 'price'],
  ],
  [
    'a group asked for by a wrong name',
    rows({ A: '{{#each lines | group "product"}}{{kee}}', B: '{{/each}}' }),
    ['报价!A3', '{{kee}}', 'FIELD_UNKNOWN', 'key'],
  ],
  [
    'a loop over no list',
    rows({ A: '{{#each amount}}x', B: '{{/each}}' }),
    ['报价!A3', '{{#each amount}}', 'NOT_A_LIST'],
  ],
  ['a list shown', rows({ A: '{{lines}}' }), ['报价!A3', '{{lines}}', 'NOT_TEXT']],
  [
    'a block tag of another language',
    rows({ A: '{{#foreach lines}}x', B: '{{/each}}' }),
    ['报价!A3', '{{#foreach lines}}', 'BLOCK_UNKNOWN', '{{#each lines}}'],
  ],
  [
    'a loop closed by a wrong tag',
    rows({ A: '{{#each lines}}x' }, { A: '{{/columns}}' }),
    ['报价!A4', '{{/columns}}', 'BLOCK_UNOPENED'],
  ],
  [
    'blocks that cross over rows',
    rows({ A: '{{#each lines}}' }, { A: '{{#if vip}}x' }, { A: '{{/each}}' }, { A: '{{/if}}' }),
    ['报价!A4', '{{#if vip}}', 'BLOCK_CROSSED'],
  ],
  [
    'a loop over columns that is not closed',
    rows({ A: '{{#columns months}}{{key}}' }),
    ['报价!A3', '{{#columns months}}', 'BLOCK_UNCLOSED'],
  ],
  [
    'loops over columns that overlap',
    rows({ A: '{{#columns months}}', B: '{{/columns}}' }, { B: '{{#columns months}}', C: '{{/columns}}' }),
    ['报价!B4', '{{#columns months}}', 'BLOCK_CROSSED'],
  ],
  [
    'a picture size that is none',
    rows({ A: '{{logo:image 40 apples}}' }),
    ['报价!A3', '{{logo:image 40 apples}}', 'TAG_OPTIONS', '40mm x 20mm'],
  ],
  [
    'a picture beside text',
    rows({ A: 'Logo: {{logo:image 40mm}}' }),
    ['报价!A3', '{{logo:image 40mm}}', 'IMAGE_PLACE'],
  ],
  [
    'a fragment of a Word document',
    rows({ A: '{{> clause.warranty}}' }),
    ['报价!A3', '{{> clause.warranty}}', 'WORD_ONLY'],
  ],
  [
    'rich text in a cell',
    rows({ A: '{{customer.name:richtext}}' }),
    ['报价!A3', '{{customer.name:richtext}}', 'WORD_ONLY'],
  ],
  ['a page break in a cell', rows({ A: '{{pagebreak}}' }), ['报价!A3', '{{pagebreak}}', 'WORD_ONLY']],
  ['a figure in a formula', rows({ A: '={{amount}}*2' }), ['报价!A3', '{{amount}}', 'TAG_IN_FORMULA']],
  [
    'a filter in the text of a formula',
    rows({ A: '="No. {{amount | mony}}"' }),
    ['报价!A3', '{{amount | mony}}', 'FILTER_UNKNOWN', 'money'],
  ],
  [
    'a field in the text of a formula',
    rows({ A: '="{{custmer.name}}"' }),
    ['报价!A3', '{{custmer.name}}', 'FIELD_UNKNOWN', 'customer'],
  ],
  [
    'a condition in the text of a formula',
    rows({ A: '="{{#if vip}}x{{/if}}"' }),
    ['报价!A3', '{{#if vip}}', 'BLOCK_PLACE'],
  ],
  ['a field in a comment', comments('{{amunt}}'), ['报价!B3', '{{amunt}}', 'FIELD_UNKNOWN', 'amount']],
  [
    'a loop in a comment',
    comments('{{#each lines}}x{{/each}}'),
    ['报价!B3', '{{#each lines}}', 'BLOCK_PLACE'],
  ],
  [
    'a field in a defined name',
    {
      ...rows({ A: 'x' }),
      names: '<definedNames><definedName name="Customer">"{{customr.name}}"</definedName></definedNames>',
    },
    ['Customer', '{{customr.name}}', 'FIELD_UNKNOWN', 'customer'],
  ],
  [
    'a field in a header',
    { ...rows({ A: 'x' }), after: '<headerFooter><oddFooter>{{amout}}</oddFooter></headerFooter>' },
    ['报价!{{amout}}', '{{amout}}', 'FIELD_UNKNOWN', 'amount'],
  ],
  [
    'a field in the name of a sheet',
    { ...rows({ A: 'x' }), name: '{{customer.nme}}' },
    ['{{customer.nme}}', '{{customer.nme}}', 'FIELD_UNKNOWN', 'name'],
  ],
  [
    'a field in a link of a loop',
    {
      ...rows({ A: '{{#each lines}}{{product}}', B: '{{/each}}' }),
      after: '<hyperlinks><hyperlink ref="A3" r:id="h"/></hyperlinks>',
      sheetRels: `<Relationship Id="h" Type="${REL}/hyperlink" Target="https://x.example/%7B%7Bprodct%7D%7D" TargetMode="External"/>`,
    },
    ['报价!A3', '{{prodct}}', 'FIELD_UNKNOWN', 'product'],
  ],
  [
    'a heading of a table',
    table('A3:B4', { A: '{{amount}}', B: 'b' }, { A: 1 }),
    ['报价!A3', 'T', 'TABLE_HEADER'],
  ],
  [
    'a loop around a whole table',
    table('A4:B5', { A: '{{#each lines}}' }, { A: 'a', B: 'b' }, { A: 1 }, { A: '{{/each}}' }),
    ['报价!A3', '{{#each lines}}', 'TABLE_ROWS'],
  ],
  [
    'a loop over columns of a table',
    table('A4:B5', { A: '{{#columns months}}{{key}}{{/columns}}' }, { A: 'a', B: 'b' }, { A: 1 }),
    ['报价!A3', '{{#columns months}}', 'TABLE_COLUMNS'],
  ],
  [
    'slicers on a sheet that repeats',
    {
      ...rows({ A: 'x' }),
      name: '{{#each lines}}{{product}}',
      sheetRels: rel('s', 'slicer', '../slicers/s1.xml'),
      extra: { 'xl/slicers/s1.xml': '<slicers/>' },
    },
    ['{{#each lines}}{{product}}', '', 'SHEET_CANNOT_REPEAT'],
  ],
];

const bookOf = ({ rows: inside = '', after, name = '报价', ...more }: Case[1]): Uint8Array =>
  book({ ...more, sheets: { [name]: after === undefined ? { rows: inside } : { rows: inside, after } } });

describe(`${CASES.length} broken workbooks`, () => {
  it.each(CASES)('%s', (_what, parts, [place, tag, code, meant]) => {
    const findings = lint(bookOf(parts), schema);
    const found = findings.find((one) => one.code === code);
    expect(found, findings.map((one) => `${one.place} ${one.tag} ${one.code}`).join('\n')).toMatchObject({
      place,
      tag,
    });
    expect(found?.message.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(found?.message.en).toMatch(/^[\x20-\x7e“”–…×\u4e00-\u9fff]+$/);
    expect(found?.suggestion?.en).toBe(
      meant === undefined ? found?.suggestion?.en : `Did you mean "${meant}"?`,
    );
  });
  it('are reported all at once, wherever in the workbook they stand', () => {
    const parts: Case[1] = {
      ...comments('{{amunt}}'),
      rows:
        row(3, { A: '{{custmer.name}}', B: '={{amount}}', C: '{{#each lines}}{{prise}}', D: '{{/each}}' }) +
        row(4, { A: '{{/if}}', B: '{{amount | mony}}', C: '{{open' }),
      after: '<headerFooter><oddFooter>{{amout}}</oddFooter></headerFooter>',
      names: '<definedNames><definedName name="N">"{{vpi}}"</definedName></definedNames>',
    };
    const places = lint(bookOf(parts), schema).map((one) => `${one.place} ${one.code}`);
    expect(places.toSorted()).toEqual(
      [
        'N FIELD_UNKNOWN',
        '报价!A3 FIELD_UNKNOWN',
        '报价!A4 BLOCK_UNOPENED',
        '报价!B3 FIELD_UNKNOWN',
        '报价!B3 TAG_IN_FORMULA',
        '报价!B4 FILTER_UNKNOWN',
        '报价!C3 FIELD_UNKNOWN',
        '报价!C4 TAG_UNCLOSED',
        '报价!{{amout}} FIELD_UNKNOWN',
      ].toSorted(),
    );
  });
});
