import { fail, ok, type Result, type Text } from '../result.ts';
import { base64Of, fromBase64, fromUtf8, hexOf, sameBytes, utf8 } from './bytes.ts';
import { type SignatureAlgorithm, sha256Bytes, verifySignature } from './hash.ts';

/** C2SP signed note: https://c2sp.org/signed-note */

export interface VerifierKey {
  readonly name: string;
  /** 4 bytes that name the key in a signature line. */
  readonly id: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /** 32 bytes for Ed25519, SubjectPublicKeyInfo in DER for P-256. */
  readonly key: Uint8Array;
}

const TYPES: Readonly<Record<SignatureAlgorithm, number>> = { ed25519: 1, p256: 2 };

const NAME = /^[^\s+\p{Cc}\p{Zs}]+$/u;
const MOST_SIGNATURES = 32;

const prefixed = (type: number, bytes: Uint8Array): Uint8Array => Uint8Array.from([type, ...bytes]);

/** For ECDSA the specification takes the hash of the key alone. */
const idOf = (name: string, algorithm: SignatureAlgorithm, key: Uint8Array): Uint8Array => {
  const named =
    algorithm === 'p256' ? key : Uint8Array.from([...utf8(`${name}\n`), TYPES[algorithm], ...key]);
  return sha256Bytes(named).slice(0, 4);
};

/** `name+id+base64(type ‖ key)` */
export const formatVkey = (name: string, algorithm: SignatureAlgorithm, key: Uint8Array): string =>
  `${name}+${hexOf(idOf(name, algorithm, key))}+${base64Of(prefixed(TYPES[algorithm], key))}`;

const badKey: Text = {
  zh: '不是有效的校验公钥（vkey）',
  en: 'this is not a verifier key (vkey)',
};

export const parseVkey = (text: string): Result<VerifierKey, Text> => {
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const bytes = fromBase64(encoded);
  const algorithm = bytes?.[0] === 1 ? 'ed25519' : bytes?.[0] === 2 ? 'p256' : undefined;
  if (!NAME.test(name) || bytes === undefined || algorithm === undefined) return fail(badKey);
  const key = bytes.slice(1);
  if (algorithm === 'ed25519' && key.length !== 32) return fail(badKey);
  const found = idOf(name, algorithm, key);
  return hexOf(found) === id ? ok({ name, id: found, algorithm, key }) : fail(badKey);
};

/** The note of a text (which ends in a line feed) with one signature. */
export const formatNote = (text: string, { name, id }: VerifierKey, signature: Uint8Array): string =>
  `${text}\n— ${name} ${base64Of(Uint8Array.from([...id, ...signature]))}\n`;

const malformed: Text = { zh: '签名文件格式不正确', en: 'it is not a well-formed signed note' };
const unsigned: Text = { zh: '没有所给公钥的签名', en: 'it carries no signature by the given key' };
const forged: Text = { zh: '签名无效', en: 'its signature is not valid' };

interface SignatureLine {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const lineOf = (line: string): SignatureLine | undefined => {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  return NAME.test(name) && bytes && bytes.length > 4 ? { name, bytes } : undefined;
};

const split = (bytes: Uint8Array): { text: string; lines: readonly SignatureLine[] } | undefined => {
  const note = fromUtf8(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids them
  if (note === undefined || /[\0-\t\v-\x1f]/.test(note) || !note.endsWith('\n')) return undefined;
  const at = note.lastIndexOf('\n\n');
  if (at < 0) return undefined;
  const lines = note
    .slice(at + 2, -1)
    .split('\n')
    .map(lineOf);
  const good = lines.filter((line) => line !== undefined);
  if (good.length !== lines.length || lines.length > MOST_SIGNATURES) return undefined;
  return { text: note.slice(0, at + 1), lines: good };
};

/** Text of a note that the key signed; signatures by other keys are passed over. */
export const openNote = (note: Uint8Array, key: VerifierKey): Result<string, Text> => {
  const parts = split(note);
  if (parts === undefined) return fail(malformed);
  const own = parts.lines.filter(
    ({ name, bytes }) => name === key.name && sameBytes(bytes.subarray(0, 4), key.id),
  );
  if (own.length === 0) return fail(unsigned);
  const message = utf8(parts.text);
  const good = own.every(({ bytes }) => verifySignature(key.algorithm, key.key, message, bytes.subarray(4)));
  return good ? ok(parts.text) : fail(forged);
};
