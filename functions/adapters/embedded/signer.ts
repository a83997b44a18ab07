import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatVkey } from '../../core/ledger/note.ts';
import type { Signer } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';

/** A log's name is for ever and nobody else's: it has no address on this machine, so it gets a random part. */
const newOrigin = (): string => `docket.local/${randomBytes(6).toString('hex')}`;

const PEM = /^origin: (\S+)\n(-----BEGIN PRIVATE KEY-----[\s\S]+)$/;

const read = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error) => {
    if (error?.code === 'ENOENT') return undefined;
    throw error;
  });

/** Whole or not at all, and the first of two starts at once wins. */
const create = async (path: string): Promise<void> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const temporary = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(temporary, `origin: ${newOrigin()}\n${pem}`, { mode: 0o600, flag: 'wx', flush: true });
  await link(temporary, path).catch((error) => {
    if (error?.code !== 'EEXIST') throw error;
  });
  await unlink(temporary);
};

interface Held {
  readonly key: KeyObject;
  readonly vkey: string;
}

const open = async (path: string): Promise<Held> => {
  if ((await read(path)) === undefined) await create(path);
  const [, origin = '', pem = ''] = PEM.exec((await read(path)) ?? '') ?? [];
  if (origin === '')
    throw new DocketError('KEY_INVALID', {
      zh: `签名密钥文件 ${path} 已损坏，请从备份恢复`,
      en: `the signing key ${path} is damaged: restore it from a backup`,
    });
  const key = createPrivateKey(pem);
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { key, vkey: formatVkey(origin, 'ed25519', Buffer.from(x, 'base64url')) };
};

/** An Ed25519 key in a file that only its owner can read, made at first use. */
export const createSigner = (path: string): Signer => {
  let held: Promise<Held> | undefined;
  const hold = (): Promise<Held> => {
    held ??= open(path);
    held.catch(() => {
      held = undefined;
    });
    return held;
  };
  return {
    vkey: async () => (await hold()).vkey,
    sign: async (message) => sign(null, message, (await hold()).key),
  };
};
