/** Files in S3, against an emulator on loopback; its head says what of it is not real. */
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '../../functions/adapters/aws/files.ts';
import { CREDENTIALS, REGION } from '../support/aws/signature.ts';
import { type S3Emulator, startS3 } from '../support/s3/emulator.ts';
import { filesContract } from './files.contract.ts';

const emulators: S3Emulator[] = [];
const fresh = async () => {
  const emulator = await startS3();
  emulators.push(emulator);
  const client = new S3Client({
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    forcePathStyle: true,
  });
  return { emulator, client, files: createFiles({ client, bucket: 'docket', lock: 'COMPLIANCE' }) };
};

afterAll(async () => {
  await Promise.all(emulators.map((emulator) => emulator.close()));
});

filesContract('S3', async () => (await fresh()).files);

describe('S3: what a bucket does beside', () => {
  let home: Awaited<ReturnType<typeof fresh>>;
  beforeAll(async () => {
    home = await fresh();
  });
  const bytes = new TextEncoder().encode('one');

  it('tries again when another write is on its way', async () => {
    home.emulator.conflicts(2);
    await home.files.put('a/b', bytes);
    expect(await home.files.get('a/b')).toEqual(bytes);
  });

  it('does not change the checkpoint when another write is on its way', async () => {
    home.emulator.conflicts(1);
    expect(await home.files.swap('log/checkpoint', undefined, bytes)).toBe(false);
    expect(await home.files.swap('log/checkpoint', undefined, bytes)).toBe(true);
  });

  it('keeps what is retained, whoever wants it gone', async () => {
    const day = (after: number): string =>
      new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
    await home.files.put('archive/a.pdf', bytes, { retainUntil: day(2) });
    await expect(home.files.erase('archive/a.pdf')).rejects.toMatchObject({ name: 'AccessDenied' });
    await home.files.put('archive/b.pdf', bytes, { retainUntil: day(-2) });
    await home.files.erase('archive/b.pdf');
    expect(await home.files.get('archive/a.pdf')).toEqual(bytes);
  });

  it('keeps buckets apart', async () => {
    const other = createFiles({ client: home.client, bucket: 'other' });
    await other.put('only/there', bytes);
    expect(await home.files.find('only/there')).toBeUndefined();
    const found: unknown[] = [];
    for await (const one of other.list('only')) found.push(one);
    expect(found).toEqual([{ key: 'only/there', size: bytes.length }]);
  });
});
