import { EXACT, parseJson } from '../requests/json-text.ts';
import { fail, ok, type Result, type Text } from '../result.ts';
import { fromUtf8 } from './bytes.ts';
import type { Json } from './canonical.ts';

const notUtf8: Text = { zh: '不是有效的 UTF-8', en: 'it is not valid UTF-8' };

/**
 * JSON that every program reads the same (I-JSON, RFC 7493): valid UTF-8 without a byte order mark, no member
 * twice, no `__proto__`, no lone surrogate, no integer beyond ±2^53.
 */
export const parseStrict = (bytes: Uint8Array): Result<Json, Text> => {
  const text = fromUtf8(bytes);
  if (text === undefined) return fail(notUtf8);
  const parsed = parseJson(text, EXACT);
  if (parsed.ok) return ok(parsed.value as Json);
  const [first] = parsed.error;
  return fail(first?.message ?? notUtf8);
};
