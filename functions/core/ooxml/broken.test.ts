import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { book, doc, p, row, table } from '../../../test/support/office-package.ts';
import { type Finding, type JsonSchema, lint } from './index.ts';

/** One mistake each: template, place, tag, code, and what was probably meant. */
interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly place: string;
  readonly tag: string;
  readonly code: string;
  readonly meant?: string;
}

const schema = z.toJSONSchema(
  z.object({
    customer: z.object({ name: z.string() }),
    amount: z.string(),
    date: z.string(),
    vip: z.boolean(),
    lines: z.array(z.object({ product: z.string(), price: z.string() })),
  }),
) as JsonSchema;

const word = (text: string, tag: string, code: string, meant?: string): Case => {
  const base = {
    name: `Word: ${text}`,
    bytes: doc({ body: p('before') + p(text) + p('after') }),
    place: text.trim().slice(0, 80),
    tag,
    code,
  };
  return meant === undefined ? base : { ...base, meant };
};
const sheet = (
  cells: Record<string, string>,
  at: string,
  tag: string,
  code: string,
  meant?: string,
): Case => {
  const base = {
    name: `Excel: ${Object.values(cells).join(' · ')}`,
    bytes: book({ sheets: { 报价: { rows: row(3, cells) } } }),
    place: `报价!${at}`,
    tag,
    code,
  };
  return meant === undefined ? base : { ...base, meant };
};
const placed = (name: string, bytes: Uint8Array, place: string, tag: string, code: string): Case => ({
  name,
  bytes,
  place,
  tag,
  code,
});

const CASES: readonly Case[] = [
  word('{{customr.name}}', '{{customr.name}}', 'FIELD_UNKNOWN', 'customer'),
  word('{{customer.nam}}', '{{customer.nam}}', 'FIELD_UNKNOWN', 'name'),
  word('{{Amount}}', '{{Amount}}', 'FIELD_UNKNOWN', 'amount'),
  word('{{product}}', '{{product}}', 'FIELD_UNKNOWN'),
  word('{{#each lines}}{{prise}}{{/each}}', '{{prise}}', 'FIELD_UNKNOWN', 'price'),
  word('{{#each lines}}{{@nmber}}{{/each}}', '{{@nmber}}', 'FIELD_UNKNOWN', '@number'),
  word('{{#if vpi}}x{{/if}}', '{{#if vpi}}', 'FIELD_UNKNOWN', 'vip'),
  word('{{#each customer}}x{{/each}}', '{{#each customer}}', 'NOT_A_LIST'),
  word('{{#each amount}}x{{/each}}', '{{#each amount}}', 'NOT_A_LIST'),
  word('{{lines}}', '{{lines}}', 'NOT_TEXT'),
  word('{{customer}}', '{{customer}}', 'NOT_TEXT'),
  word('{{amount | mony}}', '{{amount | mony}}', 'FILTER_UNKNOWN', 'money'),
  word('{{amount | rnb}}', '{{amount | rnb}}', 'FILTER_UNKNOWN', 'rmb'),
  word('{{date | dat}}', '{{date | dat}}', 'FILTER_UNKNOWN', 'date'),
  word('{{amount | xyzzy}}', '{{amount | xyzzy}}', 'FILTER_UNKNOWN'),
  word('{{amount | default}}', '{{amount | default}}', 'FILTER_ARGUMENTS'),
  word('{{amount | upper 1}}', '{{amount | upper 1}}', 'FILTER_ARGUMENTS'),
  word('{{amount', '{{amount', 'TAG_UNCLOSED', '{{amount}}'),
  word('{{amount} {{vip}}', '{{amount} ', 'TAG_UNCLOSED', '{{amount}}'),
  word('amount}}', 'amount}}', 'TAG_UNOPENED'),
  word('{{}}', '{{}}', 'TAG_SYNTAX'),
  word('{{amount +}}', '{{amount +}}', 'TAG_SYNTAX'),
  word('{{amount | }}', '{{amount | }}', 'TAG_SYNTAX'),
  word('{{#if amount >}}x{{/if}}', '{{#if amount >}}', 'TAG_SYNTAX'),
  word('{{#if (amount > 1}}x{{/if}}', '{{#if (amount > 1}}', 'TAG_SYNTAX'),
  word('{{"abc}}', '{{"abc}}', 'TAG_SYNTAX'),
  word('{{customer.__proto__}}', '{{customer.__proto__}}', 'NAME_FORBIDDEN'),
  word('{{customer.constructor.name}}', '{{customer.constructor.name}}', 'NAME_FORBIDDEN'),
  word(
    `{{${'('.repeat(60)}amount${')'.repeat(60)}}}`,
    `{{${'('.repeat(60)}amount${')'.repeat(60)}}}`,
    'TAG_TOO_DEEP',
  ),
  word(
    `{{amount | default "${'x'.repeat(3000)}"}}`,
    `{{amount | default "${'x'.repeat(3000)}"}}`,
    'TAG_TOO_LONG',
  ),
  word('{{#each lines}}', '{{#each lines}}', 'BLOCK_UNCLOSED'),
  word('{{#if vip}} x', '{{#if vip}}', 'BLOCK_UNCLOSED'),
  word('{{/each}}', '{{/each}}', 'BLOCK_UNOPENED'),
  word('{{else}}', '{{else}}', 'ELSE_ALONE'),
  word('{{#foreach lines}}', '{{#foreach lines}}', 'BLOCK_UNKNOWN', '{{#each lines}}'),
  word('{{#for lines}}', '{{#for lines}}', 'BLOCK_UNKNOWN', '{{#each lines}}'),
  word('{{#lines}}x{{/lines}}', '{{#lines}}', 'BLOCK_UNKNOWN', '{{#each lines}}'),
  word('{{#customer.lines}}x{{/each}}', '{{#customer.lines}}', 'BLOCK_UNKNOWN', '{{#each customer.lines}}'),
  word('{{^vip}}x{{/vip}}', '{{^vip}}', 'TAG_SYNTAX', '{{#unless vip}}'),
  word('{{#if vip}}x{{elif amount}}y{{/if}}', '{{elif amount}}', 'TAG_SYNTAX', '{{else if amount}}'),
  word('{{../amount}}', '{{../amount}}', 'TAG_SYNTAX', '{{@parent.amount}}'),
  word('{{customer?.name}}', '{{customer?.name}}', 'TAG_SYNTAX', '{{customer.name}}'),
  word('{{customer。name}}', '{{customer。name}}', 'TAG_SYNTAX', '{{customer.name}}'),
  word('{{#if vip}}x{{else}}y{{else if amount}}z{{/if}}', '{{else if amount}}', 'ELSE_ALONE'),
  word('{{#if vip}}x{{/endif}}', '{{/endif}}', 'BLOCK_UNKNOWN', '{{/if}}'),
  word(
    '{{#each line in lines}}x{{/each}}',
    '{{#each line in lines}}',
    'TAG_SYNTAX',
    '{{#each lines as line}}',
  ),
  word('{{customer name}}', '{{customer name}}', 'TAG_SYNTAX', '{{customer.name}}'),
  word('{{{amount}}}', '{{{amount}}', 'TAG_SYNTAX', '{{amount}}'),
  word('Dear ｛｛customer.name｝｝,', '｛｛customer.name｝｝', 'TAG_WIDE', '{{customer.name}}'),
  word('{｛amount｝}', '{｛amount｝}', 'TAG_WIDE', '{{amount}}'),
  word('{{amount｝｝', '{{amount｝｝', 'TAG_UNCLOSED', '{{amount}}'),
  word('{{#if vip}x{{/if}}', '{{#if vip}x', 'TAG_UNCLOSED', '{{#if vip}}'),
  word('{{#each lines}}{{#if vip}}{{/each}}{{/if}}', '{{#if vip}}', 'BLOCK_CROSSED'),
  word('{{amount:picture}}', '{{amount:picture}}', 'FORMAT_UNKNOWN'),
  word('{{amount:imag 40mm}}', '{{amount:imag 40mm}}', 'FORMAT_UNKNOWN', '{{amount:image 40mm}}'),
  word('{{amount:image 40 apples}}', '{{amount:image 40 apples}}', 'TAG_OPTIONS', '40mm x 20mm'),
  word('{{amount:image 0mm}}', '{{amount:image 0mm}}', 'TAG_OPTIONS', '40mm x 20mm'),
  word('{{amount:image 900mm}}', '{{amount:image 900mm}}', 'TAG_OPTIONS', '40mm x 20mm'),
  word(
    '{{amount:image | default ""}}',
    '{{amount:image | default ""}}',
    'TAG_OPTIONS',
    'amount | default "" :image',
  ),
  word('{{> no such}}', '{{> no such}}', 'FRAGMENT_NAME'),
  word('{{> clause.missing}}', '{{> clause.missing}}', 'FRAGMENT_UNKNOWN'),
  placed(
    'Word: a loop from a paragraph into a table',
    doc({ body: p('{{#each lines}}') + table(['a', '{{/each}}']) }),
    '{{#each lines}}',
    '{{#each lines}}',
    'LOOP_ACROSS_CELLS',
  ),
  placed(
    'Word: else in a row with content',
    doc({ body: table(['{{#if vip}}', ''], ['{{else}}', 'x'], ['b', '{{/if}}']) }),
    '{{else}}',
    '{{else}}',
    'ELSE_IN_ROW',
  ),
  sheet({ A: '{{#each lines}}{{prodct}}', B: '{{/each}}' }, 'A3', '{{prodct}}', 'FIELD_UNKNOWN', 'product'),
  sheet({ A: '{{#each lines}}', B: '{{product}}' }, 'A3', '{{#each lines}}', 'BLOCK_UNCLOSED'),
  sheet({ A: 'x', B: '{{/each}}' }, 'B3', '{{/each}}', 'BLOCK_UNOPENED'),
  sheet(
    { A: '{{#each lines}}{{product}}', B: '{{/each}}', C: '{{#each lines}}{{price}}', D: '{{/each}}' },
    'C3',
    '{{#each lines}}',
    'LOOP_ACROSS_CELLS',
  ),
  sheet({ A: 'x {{amount | numbr 2}}' }, 'A3', '{{amount | numbr 2}}', 'FILTER_UNKNOWN', 'number'),
  sheet({ A: '客户：｛｛customer.name｝｝' }, 'A3', '｛｛customer.name｝｝', 'TAG_WIDE', '{{customer.name}}'),
  sheet({ C: '{{amount' }, 'C3', '{{amount', 'TAG_UNCLOSED', '{{amount}}'),
  sheet({ A: '{{#if vip}}x', B: '{{else}}', C: '{{/if}}' }, 'B3', '{{else}}', 'ELSE_IN_ROW'),
  placed(
    'Excel: a block in a header',
    book({
      sheets: {
        S: { rows: '', after: '<headerFooter><oddHeader>{{#if vip}}x{{/if}}</oddHeader></headerFooter>' },
      },
    }),
    'S!{{#if vip}}x{{/if}}',
    '{{#if vip}}',
    'BLOCK_PLACE',
  ),
  placed(
    'Excel: a block that does not open a sheet name',
    book({ sheets: { 'x{{#if vip}}': { rows: '' } } }),
    'x{{#if vip}}',
    '{{#if vip}}',
    'BLOCK_PLACE',
  ),
];

describe(`${CASES.length} broken templates`, () => {
  it.each(CASES)('$name', ({ bytes, place, tag, code, meant }) => {
    const findings = lint(bytes, schema);
    const found = findings.find((one) => one.code === code);
    expect(found, findings.map((one) => `${one.place} ${one.tag} ${one.code}`).join('\n')).toMatchObject({
      place,
      tag,
      code,
    });
    expect(found?.message.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(found?.message.en).toMatch(/^[\x20-\x7e“”–…×。\u4e00-\u9fff]+$/);
    if (meant !== undefined)
      expect(found?.suggestion).toEqual({ zh: `是否应为“${meant}”？`, en: `Did you mean "${meant}"?` });
  });

  it('says one mistake once: the partner of a broken end of a block is none', () => {
    for (const text of [
      '{{#foreach lines}}{{product}}{{/each}}',
      '{{#if amount +}}x{{else}}y{{/if}}',
      '{{#each lines}{{product}}{{/each}}',
      '{{#if vip}}x{{/endif}}',
      '{{#each lines}}x{{/foreach}}',
      '{{/for}}',
    ])
      expect(lint(doc({ body: p(text) })), text).toHaveLength(1);
    expect(lint(doc({ body: p('{#a b}{n}{/a b}') }), undefined, { dialect: 'docxtemplater' })).toHaveLength(
      1,
    );
  });

  it.each([
    ['a loop that is not closed', '{{#each lines}}', '{{product}} {{prise}}', ''],
    ['a loop that is not opened', '', '{{product}} {{prise}}', '{{/each}}'],
    ['a loop of another language', '{{#foreach lines}}', '{{product}} {{prise}}', '{{/each}}'],
  ])('%s does not make mistakes of the fields in it', (_, before, inside, after) => {
    const findings = lint(doc({ body: p(before) + p(inside) + p(after) }), schema);
    const fields = findings.filter(({ code }) => code === 'FIELD_UNKNOWN');
    expect(fields.map(({ tag, suggestion }) => [tag, suggestion?.en])).toEqual([
      ['{{prise}}', 'Did you mean "price"?'],
    ]);
  });

  it('reports all of them together, in the order of reading', () => {
    const texts = [
      '{{customr.name}}',
      '{{amount | mony}}',
      '{{#foreach x}}',
      '{{a b}}',
      '{{/if}}',
      '{{lines}}',
    ];
    const findings: readonly Finding[] = lint(doc({ body: texts.map((text) => p(text)).join('') }), schema);
    expect(findings.map((one) => one.place)).toEqual(texts);
  });
});
