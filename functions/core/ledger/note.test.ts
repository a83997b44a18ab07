import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/support/vectors.ts';
import { utf8 } from './bytes.ts';
import { checkpointText, openCheckpoint } from './checkpoint.ts';
import { type SignatureAlgorithm, verifySignature } from './hash.ts';
import { leafHash } from './merkle.ts';
import { formatNote, formatVkey, openNote, parseVkey, type VerifierKey } from './note.ts';

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: Readonly<Record<string, string>>;
    readonly publicKeyDer: string;
    readonly tests: readonly { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  }[];
}

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');

const wycheproof = (
  file: string,
  algorithm: SignatureAlgorithm,
  keyOf: (group: Wycheproof['testGroups'][number]) => Uint8Array,
): void => {
  const { describe: withVectors, data } = vectors<Wycheproof>(file);
  withVectors(`Wycheproof: ${file}`, () => {
    for (const group of data.testGroups ?? [])
      it.each(group.tests.map((test) => [test.tcId, test.comment, test] as const))('%i %s', (_, __, test) => {
        const good = verifySignature(algorithm, keyOf(group), hex(test.msg), hex(test.sig));
        expect(good).toBe(test.result === 'valid');
      });
  });
};

wycheproof('wycheproof-ed25519_test.json', 'ed25519', ({ publicKey }) => hex(publicKey.pk ?? ''));
wycheproof('wycheproof-ecdsa_secp256r1_sha256_test.json', 'p256', ({ publicKeyDer }) => hex(publicKeyDer));

const pair = (algorithm: SignatureAlgorithm) => {
  const { publicKey, privateKey } =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const vkey = formatVkey('log.example/a', algorithm, algorithm === 'ed25519' ? der.subarray(-32) : der);
  const parsed = parseVkey(vkey);
  if (!parsed.ok) throw new Error(parsed.error.en);
  const signed = (text: string): Uint8Array =>
    utf8(
      formatNote(text, parsed.value, sign(algorithm === 'p256' ? 'sha256' : null, utf8(text), privateKey)),
    );
  return { vkey, key: parsed.value, signed };
};

const c2sp = vectors<{ vkey: string; note: string }>('c2sp-signed-note.json');
c2sp.describe('the example of the C2SP specification', () => {
  const parsed = () => {
    const key = parseVkey(c2sp.data.vkey);
    if (!key.ok) throw new Error(key.error.en);
    return key.value;
  };

  it('opens', () => {
    expect(openNote(utf8(c2sp.data.note), parsed())).toEqual({
      ok: true,
      value: 'This is an example message.\n',
    });
  });

  it('does not open with any one bit flipped', () => {
    const note = utf8(c2sp.data.note);
    for (let bit = 0; bit < note.length * 8; bit += 1) {
      const bad = note.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect([bit, openNote(bad, parsed()).ok]).toEqual([bit, false]);
    }
  });
});

describe.each(['ed25519', 'p256'] as const)('a note signed with %s', (algorithm) => {
  const { key, vkey, signed } = pair(algorithm);
  const text = 'eins\n\nzwei\n';

  it('opens with its key, also among signatures of others', () => {
    const note = signed(text);
    expect(openNote(note, key)).toEqual({ ok: true, value: text });
    const more = utf8(`${new TextDecoder().decode(note)}— other.example AAAAAAAA\n`);
    expect(openNote(more, key)).toEqual({ ok: true, value: text });
  });

  it('does not open with another key of the same name', () => {
    expect(openNote(signed(text), pair(algorithm).key).ok).toBe(false);
  });

  it('a verifier key with a changed letter is no key', () => {
    for (let at = 0; at < vkey.length; at += 1) {
      const bad = `${vkey.slice(0, at)}${vkey[at] === 'A' ? 'B' : 'A'}${vkey.slice(at + 1)}`;
      expect([bad, parseVkey(bad).ok]).toEqual([bad, algorithm === 'p256' && at < 13]);
    }
  });

  it.each([
    ['no signature', 'text\n'],
    ['no blank line', 'text\n— log.example/a AAAAAAAA\n'],
    ['a control character', 'a\tb\n\n— log.example/a AAAAAAAA\n'],
    ['no line feed at the end', 'text\n\n— log.example/a AAAAAAAA'],
    ['another dash', 'text\n\n- log.example/a AAAAAAAA\n'],
  ])('is not well-formed with %s', (_, note) => {
    expect(openNote(utf8(note), key).ok).toBe(false);
  });
});

describe('a checkpoint', () => {
  const { key, signed } = pair('ed25519');
  const good = { origin: key.name, size: 7, root: leafHash('x') };
  const open = (text: string, by: VerifierKey = key) => openCheckpoint(signed(text), by);

  it('opens to what was signed', () => {
    expect(open(checkpointText(good))).toEqual({ ok: true, value: good });
  });

  it.each([
    ['of another log', checkpointText({ ...good, origin: 'other.example' })],
    ['with a size with zeros before it', checkpointText(good).replace('\n7\n', '\n07\n')],
    ['with more lines', `${checkpointText(good)}more\n`],
    ['with a short root', `${key.name}\n7\nAAAA\n`],
  ])('%s is refused', (_, text) => {
    expect(open(text).ok).toBe(false);
  });
});
