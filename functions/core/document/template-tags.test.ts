import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../ooxml/index.ts';
import { tagsIn } from './template-tags.ts';

const schema = z.toJSONSchema(
  z.object({
    no: z.string(),
    customer: z.object({ name: z.string(), fax: z.string().nullable() }),
    reason: z.object({ zh: z.string() }).nullable(),
    roles: z.record(z.string(), z.string()),
    lines: z.array(z.object({ product: z.string(), marks: z.array(z.string()) })),
  }),
) as JsonSchema;

it('lists every tag with the loops around it and what the sample holds', () => {
  const sample = {
    no: 'A-1',
    customer: { name: 'Ada', fax: null },
    reason: null,
    lines: [{ product: 'P', marks: [] }],
  };
  expect(tagsIn(schema, sample).map(({ tag, loops, sample: held }) => [tag, loops.join(' '), held])).toEqual([
    ['{{no}}', '', 'A-1'],
    ['{{customer.name}}', '', 'Ada'],
    ['{{customer.fax}}', '', null],
    ['{{reason.zh}}', '', null],
    ['{{#each lines}}', '', '× 1'],
    ['{{product}}', '{{#each lines}}', 'P'],
    ['{{#each marks}}', '{{#each lines}}', '× 0'],
    ['{{this}}', '{{#each lines}} {{#each marks}}', null],
  ]);
});

it('needs no sample', () => {
  expect(tagsIn(schema, undefined).filter(({ sample }) => sample !== null)).toEqual([]);
});
