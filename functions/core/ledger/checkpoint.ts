import { fail, ok, type Result, type Text } from '../result.ts';
import { base64Of, fromBase64 } from './bytes.ts';
import type { Hash } from './merkle.ts';
import { openNote, type VerifierKey } from './note.ts';

/** C2SP tlog-checkpoint: https://c2sp.org/tlog-checkpoint */
export interface Checkpoint {
  /** Name of the log: the name of the key that signs it. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** The text that is signed. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${base64Of(root)}\n`;

const malformed: Text = { zh: '检查点格式不正确', en: 'it is not a well-formed checkpoint' };
const another: Text = { zh: '检查点属于另一个台账', en: 'it is the checkpoint of another ledger' };

/** A checkpoint that the key of its log signed, and nothing more in it. */
export const openCheckpoint = (note: Uint8Array, key: VerifierKey): Result<Checkpoint, Text> => {
  const text = openNote(note, key);
  if (!text.ok) return text;
  const [origin = '', decimal = '', encoded = '', ...rest] = text.value.split('\n');
  const root = fromBase64(encoded);
  const size = Number(decimal);
  if (!/^(0|[1-9]\d*)$/.test(decimal) || !Number.isSafeInteger(size)) return fail(malformed);
  if (root?.length !== 32 || rest.length !== 1 || rest[0] !== '') return fail(malformed);
  return origin === key.name ? ok({ origin, size, root }) : fail(another);
};
