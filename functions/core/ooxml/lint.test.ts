import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { book, doc, p, row } from '../../../test/support/office-package.ts';
import { compile, type JsonSchema, lint } from './index.ts';

const schema = z.toJSONSchema(
  z.object({
    customer: z.object({ name: z.string(), phone: z.string().nullable() }),
    amount: z.string(),
    lines: z.array(z.object({ product: z.string(), quantity: z.number(), tags: z.array(z.string()) })),
    note: z.string().optional(),
  }),
) as JsonSchema;

const said = (...paragraphs: string[]): string[] =>
  lint(doc({ body: paragraphs.map((text) => p(text)).join('') }), schema).map(
    (one) => `${one.tag} ${one.code}${one.suggestion ? ` → ${one.suggestion.en}` : ''}`,
  );

describe('lint against the fields of a kind', () => {
  it('accepts what the fields allow', () => {
    expect(
      said(
        '{{customer.name}} {{customer.phone}} {{amount | money}} {{note | default "-"}}',
        '{{#each lines as line}}{{line.product}} {{@number}} {{quantity}} {{customer.name}} {{#each tags}}{{this}}{{/each}}{{tags | join}}{{/each}}',
        '{{lines | sum "quantity"}} {{lines.length}} {{lines.0.product}} {{#if note}}{{@root.note}}{{/if}}',
        '{{#each lines | group "product"}}{{key}} {{count}}{{#each items}}{{product}}{{/each}}{{/each}}',
      ),
    ).toEqual([]);
  });
  it('names unknown fields with what was meant', () => {
    expect(
      said(
        '{{custmer.name}} {{customer.nmae}}',
        '{{#each line}}{{x}}{{/each}}',
        '{{#each lines}}{{prodcut}} {{@indx}}{{/each}}',
        '{{#if amonut > 5}}x{{/if}}',
      ),
    ).toEqual([
      '{{custmer.name}} FIELD_UNKNOWN → Did you mean "customer"?',
      '{{customer.nmae}} FIELD_UNKNOWN → Did you mean "name"?',
      '{{#each line}} FIELD_UNKNOWN → Did you mean "lines"?',
      '{{prodcut}} FIELD_UNKNOWN → Did you mean "product"?',
      '{{@indx}} FIELD_UNKNOWN → Did you mean "@index"?',
      '{{#if amonut > 5}} FIELD_UNKNOWN → Did you mean "amount"?',
    ]);
  });
  it('knows lists from values', () => {
    expect(
      said(
        '{{#each customer}}x{{/each}}',
        '{{lines}} {{customer}} {{lines | upper}}',
        '{{#each group}}{{/each}}',
      ),
    ).toEqual([
      '{{#each customer}} NOT_A_LIST',
      '{{lines}} NOT_TEXT → Did you mean "{{#each lines}}"?',
      '{{customer}} NOT_TEXT → Did you mean "{{customer.name}}"?',
      '{{lines | upper}} NOT_TEXT',
      '{{#each group}} FIELD_UNKNOWN',
    ]);
  });
  it('works in sheets, over rows', () => {
    const bytes = book({
      sheets: {
        S: {
          rows:
            row(1, { A: '{{#each lines}}{{product}}', B: '{{qantity}}', C: '{{/each}}' }) +
            row(2, { A: '{{product}}' }),
        },
      },
    });
    expect(lint(bytes, schema).map((one) => `${one.place} ${one.tag} ${one.suggestion?.en ?? ''}`)).toEqual([
      'S!B1 {{qantity}} Did you mean "quantity"?',
      'S!A2 {{product}} ',
    ]);
  });
});

describe('fields', () => {
  it('gives the tree of names', () => {
    const { fields } = compile(
      doc({ body: p('{{a.b}} {{a.c}} {{#each l}}{{x}}{{#if y}}{{a.b}}{{/if}}{{/each}}') }),
    );
    const shape = (list: typeof fields): unknown =>
      list.map((one) => [
        one.name,
        one.kind,
        one.places.length,
        ...(one.fields.length > 0 ? [shape(one.fields)] : []),
      ]);
    expect(shape(fields)).toEqual([
      [
        'a',
        'group',
        0,
        [
          ['b', 'value', 2],
          ['c', 'value', 1],
        ],
      ],
      [
        'l',
        'list',
        1,
        [
          ['x', 'value', 1],
          ['y', 'condition', 1],
        ],
      ],
    ]);
  });
});
