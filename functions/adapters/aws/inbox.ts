import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { FRAGMENTS } from '../../core/document/events.ts';
import { isPassing, numbered, safeName } from '../../core/document/file-name.ts';
import {
  MAX_BYTES,
  noticedKey,
  receivedKey,
  TEMPLATES,
  uploadAt,
  uploadId,
} from '../../core/document/upload.ts';
import { millisOf } from '../../core/instant.ts';
import type { Files, Inbox } from '../../core/ports.ts';
import { isTaken } from './files.ts';

export interface InboxOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Where what came in is kept, under `received/`. */
  readonly files: Pick<Files, 'put'>;
}

/** Its folder, as on one machine: at most a kind, `templates/<kind>` or `templates/<kind>/fragments`. */
const folderOf = (steps: readonly string[]): string => {
  const [first = '', kind, third] = steps.map(safeName);
  if (first !== TEMPLATES || kind === undefined) return first;
  return [first, kind, ...(third === FRAGMENTS ? [third] : [])].join('/');
};

/** Puts files where people would upload them: `<folder>/<name>` in the inbox bucket. */
export const createInbox = ({ client, bucket, files }: InboxOptions): Inbox => {
  const read = async (Key: string, VersionId: string | undefined): Promise<Uint8Array> => {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key,
          ...(VersionId !== undefined && { VersionId }),
          // one byte more than intake takes: it refuses the file unread and needs no more of it
          Range: `bytes=0-${MAX_BYTES}`,
        }),
      );
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (fault) {
      // an empty object has no first byte
      if (fault instanceof Error && fault.name === 'InvalidRange') return new Uint8Array();
      throw fault;
    }
  };
  return {
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
    take: async (notice) => {
      const key = noticedKey(notice);
      const { versionId } = notice.s3.object;
      const steps = key.split('/');
      const name = steps.pop() ?? '';
      // the mark of a folder that the console makes
      if (name === '' || isPassing(name)) return undefined;
      const id = uploadId(millisOf(notice.eventTime), `${key} ${versionId ?? ''}`);
      const kept = receivedKey(folderOf(steps), id, safeName(name) || 'file');
      await files.put(kept, await read(key, versionId));
      return uploadAt(kept, notice.eventTime);
    },
  };
};
