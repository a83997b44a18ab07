/** What holds for every kind that prints: its declared fields are those that its templates get. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fragmentFile, gather } from '../functions/core/document/fragments.ts';
import { checkTemplate, sampleData, shippedCompany } from '../functions/core/document/template-check.ts';
import type { DocumentKind } from '../functions/core/kind.ts';
import { inspect } from '../functions/core/ooxml/index.ts';
import { shipped } from '../infra/local/home.ts';
import { loadKinds } from './registry.ts';

const kinds = await loadKinds();
const printing = [...kinds.values()].filter((kind): kind is DocumentKind => kind.type === 'document');
const at = Date.parse('2026-11-23T10:00:00+08:00');

/** The same schema, but nothing may be in the data that it does not name. */
const strict = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(Object.entries(schema.shape).map(([name, one]) => [name, strict(one as z.ZodType)])),
    );
  if (schema instanceof z.ZodReadonly) return strict(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return z.array(strict(schema.element as z.ZodType));
  if (schema instanceof z.ZodNullable) return strict(schema.unwrap() as z.ZodType).nullable();
  return schema;
};

describe.each(printing.map((kind) => [kind.id, kind] as const))('%s', (_, kind) => {
  it('declares exactly what it prints of its sample', async () => {
    const data = await sampleData({ kinds, shipped }, kind, at);
    expect(data).toBeDefined();
    expect(strict(kind.prints).safeParse(data).error).toBeUndefined();
  });

  it.each(kind.outputs.map((output) => [output.template, output] as const))(
    '%s has no mistake and takes the sample',
    async (file, output) => {
      const bytes = new Uint8Array(readFileSync(new URL(`./${kind.id}/${file}`, import.meta.url)));
      const company = (await shippedCompany({ shipped }))!;
      const fragments = await gather(inspect(bytes).asks, (name) =>
        shipped.read(kind.id, fragmentFile(name)),
      );
      const against = { company, at, fragments };
      expect(await checkTemplate({ kinds, shipped }, kind, output, bytes, against)).toEqual({
        findings: [],
        warnings: [],
        tried: true,
      });
    },
  );
});
