import { fail, ok, type Result, type Text } from '../result.ts';
import { base64Of, fromBase64, fromUtf8, utf8 } from './bytes.ts';
import { canonical } from './canonical.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { type Envelope, eventHash, openStrict, type SealedEvent } from './envelope.ts';
import { entryOf } from './log.ts';
import { type Hash, leafHash, verifyInclusion } from './merkle.ts';
import type { VerifierKey } from './note.ts';

/** C2SP tlog-proof: https://c2sp.org/tlog-proof */

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Most that a proof weighs, bytes: it fits into a mail, a QR code's link, a database field. */
const PROOF_LIMIT = 3 * 1024;

interface Parts {
  /** What the leaf is made of: the event's canonical form, or, where that is too large, the log's entry. */
  readonly extra: string;
  readonly index: number;
  readonly hashes: readonly Hash[];
  readonly checkpoint: Uint8Array;
}

const write = ({ extra, index, hashes, checkpoint }: Parts): Uint8Array =>
  utf8(
    [
      HEADER,
      `extra ${base64Of(utf8(extra))}`,
      `index ${index}`,
      ...hashes.map(base64Of),
      '',
      fromUtf8(checkpoint) ?? '',
    ].join('\n'),
  );

/** The proof that a signed log has an event; with the event in it as long as both are within the limit. */
export const formatProof = (event: SealedEvent, parts: Omit<Parts, 'extra'>): Uint8Array => {
  const whole = write({ ...parts, extra: event.canonical });
  return whole.length <= PROOF_LIMIT ? whole : write({ ...parts, extra: entryOf(event) });
};

const read = (bytes: Uint8Array): Parts | undefined => {
  const text = fromUtf8(bytes) ?? '';
  const at = text.indexOf('\n\n');
  const [header, first = '', second = '', ...lines] = text.slice(0, at).split('\n');
  const [, encoded = ''] = /^extra (\S+)$/.exec(first) ?? [];
  const [, decimal = ''] = /^index (0|[1-9]\d*)$/.exec(second) ?? [];
  const extra = fromUtf8(fromBase64(encoded) ?? new Uint8Array([0xff]));
  const hashes = lines.map((line) => fromBase64(line));
  const good = hashes.filter((hash) => hash?.length === 32) as Uint8Array[];
  const index = Number(decimal);
  if (at < 0 || header !== HEADER || decimal === '' || !Number.isSafeInteger(index)) return undefined;
  if (!extra || good.length !== hashes.length) return undefined;
  return { extra, index, hashes: good, checkpoint: utf8(text.slice(at + 2)) };
};

export interface Proven {
  readonly entry: { readonly e: string; readonly n: number; readonly s: string };
  /** The event itself, when the proof has it. */
  readonly event: Envelope | undefined;
  readonly index: number;
  readonly checkpoint: Checkpoint;
}

/** The entry that the extra data speaks of; it is believed only when its leaf is in the tree. */
const entryIn = (extra: string): Pick<Proven, 'entry' | 'event'> | undefined => {
  const event = openStrict(extra);
  if (event) return { entry: { e: eventHash(extra), n: event.ver, s: event.stream }, event };
  try {
    const entry = JSON.parse(extra) as Proven['entry'];
    return canonical(entry) === extra ? { entry, event: undefined } : undefined;
  } catch {
    return undefined;
  }
};

const malformed: Text = {
  zh: '不是 C2SP tlog-proof 格式的证明',
  en: 'it is not a proof in the form of C2SP tlog-proof',
};
const elsewhere: Text = {
  zh: '证明与检查点签过的日志不符',
  en: 'it does not lead to the log that the checkpoint signed',
};

/** What a proof shows to somebody who trusts the key of the log. */
export const openProof = (bytes: Uint8Array, key: VerifierKey): Result<Proven, Text> => {
  const parts = read(bytes);
  const found = parts && entryIn(parts.extra);
  if (!found) return fail(malformed);
  const checkpoint = openCheckpoint(parts.checkpoint, key);
  if (!checkpoint.ok) return checkpoint;
  const { index, hashes: proof } = parts;
  const { e: hash, n: ver, s: stream } = found.entry;
  const inclusion = {
    index: BigInt(index),
    size: BigInt(checkpoint.value.size),
    leaf: leafHash(entryOf({ hash, ver, stream })),
    proof,
  };
  if (!verifyInclusion(inclusion, checkpoint.value.root)) return fail(elsewhere);
  return ok({ ...found, index, checkpoint: checkpoint.value });
};
