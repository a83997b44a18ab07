import type { Kind } from '../kind.ts';
import { coerce } from './coerce.ts';
import type { JsonValue } from './source.ts';

/**
 * Header fields that the kind's request key reads, found by letting it read the examples. None for a kind
 * whose key is always the same: then a whole sheet is one request.
 */
export const keyFieldsOf = (kind: Kind): readonly string[] => {
  const names: string[] = [];
  const examples = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_target, name) => {
        const field = kind.shape.fields.find((known) => known.name === name);
        if (field === undefined) return [];
        if (!names.includes(field.name)) names.push(field.name);
        const text = field.meta.example ?? field.meta.choices?.[0]?.value ?? '1';
        const value = coerce(field.meta, { ref: '', col: 1, type: 'text', text });
        return value.ok ? value.value : text;
      },
    },
  );
  try {
    kind.requestKey(examples);
  } catch {
    // The key also wants something that no example has: the fields read so far are the best answer.
  }
  return names;
};

export const keyOfValues = (values: Readonly<Record<string, unknown>>, names: readonly string[]): string => {
  const parts = names.map((name) => String((values[name] as JsonValue | undefined) ?? ''));
  return parts.every((part) => part === '') ? '' : parts.join('\n');
};
