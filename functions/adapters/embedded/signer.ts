import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { formatVkey } from '../../core/ledger/note.ts';
import type { Signer } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { keyFile } from './key-file.ts';

/** A log's name is for ever and nobody else's: it has no address on this machine, so it gets a random part. */
const newOrigin = (): string => `docket.local/${randomBytes(6).toString('hex')}`;

const PEM = /^origin: (\S+)\n(-----BEGIN PRIVATE KEY-----[\s\S]+)$/;

const make = (): string => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return `origin: ${newOrigin()}\n${privateKey.export({ format: 'pem', type: 'pkcs8' })}`;
};

interface Held {
  readonly key: KeyObject;
  readonly vkey: string;
}

/** An Ed25519 key in a file that only its owner can read, made at first use. */
export const createSigner = (path: string): Signer => {
  const hold = keyFile(path, make, (content): Held => {
    const [, origin = '', pem = ''] = PEM.exec(content) ?? [];
    if (origin === '')
      throw new DocketError('KEY_INVALID', {
        zh: `签名密钥文件 ${path} 已损坏，请从备份恢复`,
        en: `the signing key ${path} is damaged: restore it from a backup`,
      });
    const key = createPrivateKey(pem);
    const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
    return { key, vkey: formatVkey(origin, 'ed25519', Buffer.from(x, 'base64url')) };
  });
  return {
    vkey: async () => (await hold()).vkey,
    sign: async (message) => sign(null, message, (await hold()).key),
  };
};
