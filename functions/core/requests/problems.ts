import type { FieldMeta } from '../fields.ts';
import type { Problem, Text } from '../result.ts';

/** A problem without its place; `fix`, how to mend it, as [zh, en]. */
export const problem = (code: string, zh: string, en: string, fix: readonly [string, string]): Problem => ({
  code,
  message: { zh, en },
  fix: { zh: fix[0], en: fix[1] },
});

const SHOWN = 40;

/** What the sender wrote, short enough for a message; nothing of it when the field is personal data. */
export const quoted = (meta: FieldMeta, value: string): Text => {
  if (meta.sensitive) return { zh: '所填内容', en: 'The value' };
  const short = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return { zh: `“${short}”`, en: `"${short}"` };
};

/** `例如 5K` when the field has an example. */
export const exampleOf = (meta: FieldMeta): Text =>
  meta.example === undefined
    ? { zh: '', en: '' }
    : { zh: `，例如 ${meta.example}`, en: `, for example ${meta.example}` };
