import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { fileExists, fileMissing, isFileKey } from '../../core/file-key.ts';
import { sameBytes } from '../../core/ledger/bytes.ts';
import type { FileInfo, Files } from '../../core/ports.ts';

export interface FilesOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** How retention is held to: in COMPLIANCE nobody can end it early, not even the account. */
  readonly lock?: 'COMPLIANCE' | 'GOVERNANCE';
}

/** To the end of the day in Shanghai, which is that of the business. */
const endOf = (day: string): Date => new Date(`${day}T23:59:59+08:00`);

const statusOf = (fault: unknown): number | undefined =>
  (fault as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

const isAbsent = (fault: unknown): boolean => statusOf(fault) === 404;

/** Somebody else wrote first, or is writing now. */
export const isTaken = (fault: unknown): boolean => statusOf(fault) === 412 || statusOf(fault) === 409;

/**
 * A bucket as a write-once file store: every put is conditional, so a second writer and a repeated call find what
 * stands. The bucket keeps old versions and locks them; what may be forgotten is removed with all of its versions.
 */
export const createFiles = ({ client, bucket, lock }: FilesOptions): Files => {
  const at = (key: string): { readonly Bucket: string; readonly Key: string } => {
    if (!isFileKey(key)) throw fileMissing(key);
    return { Bucket: bucket, Key: key };
  };

  const open = async (key: string) => {
    try {
      return await client.send(new GetObjectCommand(at(key)));
    } catch (fault) {
      throw isAbsent(fault) ? fileMissing(key) : fault;
    }
  };

  /** The object and what says which one it was; undefined when there is none. */
  const current = async (
    key: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined> => {
    try {
      const { Body, ETag = '' } = await client.send(new GetObjectCommand(at(key)));
      return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), etag: ETag };
    } catch (fault) {
      if (isAbsent(fault)) return undefined;
      throw fault;
    }
  };

  const get = async (key: string): Promise<Uint8Array> => {
    const { Body } = await open(key);
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };

  /** True when it was written; false when the condition did not hold. */
  const putIf = async (
    key: string,
    bytes: Uint8Array,
    condition: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch' | 'ObjectLockRetainUntilDate'>,
  ): Promise<boolean> => {
    try {
      const locked = condition.ObjectLockRetainUntilDate && lock && { ObjectLockMode: lock };
      await client.send(new PutObjectCommand({ ...at(key), ...condition, ...locked, Body: bytes }));
      return true;
    } catch (fault) {
      if (isTaken(fault)) return false;
      throw fault;
    }
  };

  const put: Files['put'] = async (key, bytes, { retainUntil } = {}) => {
    const until = retainUntil && lock ? { ObjectLockRetainUntilDate: endOf(retainUntil) } : {};
    // two at once: the one that is told of a conflict looks again until one of them stands
    for (;;) {
      if (await putIf(key, bytes, { IfNoneMatch: '*', ...until })) return;
      const found = await current(key);
      if (found === undefined) continue;
      if (!sameBytes(found.bytes, bytes)) throw fileExists(key);
      return;
    }
  };

  async function* list(prefix: string): AsyncGenerator<FileInfo> {
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${prefix}/` }))
      for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { key: Key, size: Size };
  }

  /** Every version of one key, and the marks that earlier removals left; read whole before any is removed. */
  const versions = async (key: string): Promise<readonly string[]> => {
    const found: string[] = [];
    let from: Partial<ListObjectVersionsCommandInput> = {};
    for (let more = true; more; ) {
      const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...from }));
      for (const { Key, VersionId = '' } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        if (Key === key) found.push(VersionId);
      from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      more = page.IsTruncated === true;
    }
    return found;
  };

  return {
    put,
    get,
    list,
    copy: async (from, to) => put(to, await get(from)),
    find: async (key) => {
      try {
        const { ContentLength = 0 } = await client.send(new HeadObjectCommand(at(key)));
        return { key, size: ContentLength };
      } catch (fault) {
        if (isAbsent(fault)) return undefined;
        throw fault;
      }
    },
    digest: async (key) => {
      const { Body } = await open(key);
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        size += chunk.length;
      }
      return { sha256: hash.digest('hex'), size };
    },
    swap: async (key, before, after) => {
      const found = await current(key);
      if (found === undefined) return before === undefined && putIf(key, after, { IfNoneMatch: '*' });
      if (before === undefined || !sameBytes(found.bytes, before)) return false;
      return putIf(key, after, { IfMatch: found.etag });
    },
    erase: async (key) => {
      for (const VersionId of await versions(key))
        await client.send(new DeleteObjectCommand({ ...at(key), VersionId }));
    },
  };
};
