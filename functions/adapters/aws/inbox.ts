import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { numbered, safeName } from '../../core/document/file-name.ts';
import type { Inbox } from '../../core/ports.ts';
import { isTaken } from './files.ts';

export interface InboxOptions {
  readonly client: S3Client;
  readonly bucket: string;
}

/** Puts files where people would upload them: `<folder>/<name>` in the inbox bucket. */
export const createInbox = ({ client, bucket }: InboxOptions): Inbox => ({
  put: async (folder, name, bytes) => {
    for (let n = 1; ; n += 1) {
      const free = numbered(safeName(name) || 'file', n);
      const Key = folder === '' ? free : `${folder}/${free}`;
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes, IfNoneMatch: '*' }));
        return free;
      } catch (fault) {
        if (!isTaken(fault)) throw fault;
      }
    }
  },
});
