/** How each library wants its tags written; the documents around them are the same. */
export interface Dialect {
  value(name: string): string;
  /** The cells of the rows that repeat over `items`, given the field of each column. */
  rows(fields: readonly string[]): readonly (readonly string[])[];
}

const marked = (open: string, close: string, value: (name: string) => string): Dialect => ({
  value,
  rows: (fields) => [
    fields.map((field, i) => {
      const end = i === fields.length - 1 ? close : '';
      return (i === 0 ? open : '') + value(field) + end;
    }),
  ],
});

const alone = (text: string, fields: readonly string[]): string[] =>
  fields.map((_, i) => (i === 0 ? text : ''));

export const DIALECTS = {
  docket: marked('{{#each items}}', '{{/each}}', (name) => `{{${name}}}`),
  /** docxtemplater and easy-template-x. */
  braces: marked('{#items}', '{/items}', (name) => `{${name}}`),
  docxTemplates: {
    value: (name) => `{INS ${name}}`,
    rows: (fields) => [
      alone('{FOR item IN items}', fields),
      fields.map((field) => `{INS $item.${field}}`),
      alone('{END-FOR item}', fields),
    ],
  },
  carbone: {
    value: (name) => `{d.${name}}`,
    rows: (fields) => [
      fields.map((field) => `{d.items[i].${field}}`),
      fields.map((field) => `{d.items[i+1].${field}}`),
    ],
  },
  xlsxTemplate: {
    value: (name) => `\${${name}}`,
    rows: (fields) => [fields.map((field) => `\${table:items.${field}}`)],
  },
  /** For libraries that have no loop: one row, filled by code. */
  plain: { value: (name) => `{{${name}}}`, rows: (fields) => [fields.map((field) => `{{${field}}}`)] },
} satisfies Record<string, Dialect>;

export type DialectName = keyof typeof DIALECTS;
