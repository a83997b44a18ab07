import { z } from 'zod';
import type { Kind } from '../kind.ts';

/** JSON Schema (draft 2020-12) of one request, for programs that send JSON. */
export const jsonSchema = (kind: Kind): Readonly<Record<string, unknown>> => {
  const schema = z.toJSONSchema(kind.input, {
    io: 'input',
    override: ({ jsonSchema: node }) => {
      const field = node.field as { readonly example?: string } | undefined;
      delete node.field;
      delete node.label;
      if (field?.example !== undefined && node.type === 'string') node.examples = [field.example];
    },
  });
  return { ...schema, title: `${kind.title.zh} · ${kind.title.en}`, description: kind.purpose.en };
};
