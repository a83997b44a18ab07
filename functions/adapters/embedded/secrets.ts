import { createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../core/ports.ts';
import { DocketError } from '../../core/result.ts';
import { keyFile } from './key-file.ts';

const makePepper = (): string => randomBytes(32).toString('hex');

const parse = (content: string): string => {
  if (/^[0-9a-f]{64}$/.test(content)) return content;
  throw new DocketError('KEY_INVALID', {
    zh: '登录密钥文件 keys/pepper.key 已损坏：删除它即可重建，所有人须重新登录',
    en: 'keys/pepper.key is damaged: delete it and a new one is made; everybody has to sign in again',
  });
};

/** The pepper is in a file that only its owner can read, made at first use. */
export const createSecrets = (path: string): Secrets => {
  const pepper = keyFile(path, makePepper, parse);
  return {
    random: (bytes) => randomBytes(bytes),
    mac: async (message) =>
      createHmac('sha256', await pepper())
        .update(message)
        .digest('hex'),
  };
};
