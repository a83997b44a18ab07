/** Files in S3, against an emulator on loopback; its head says what of it is not real. */
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '../../functions/adapters/aws/files.ts';
import { type S3Emulator, startS3 } from '../support/s3/emulator.ts';
import { filesContract } from './files.contract.ts';

const emulators: S3Emulator[] = [];
const fresh = async () => {
  const emulator = await startS3();
  emulators.push(emulator);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new S3Client({
    endpoint: emulator.endpoint,
    region: 'eu-central-1',
    credentials,
    forcePathStyle: true,
  });
  return { emulator, files: createFiles({ client, bucket: 'docket' }) };
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
});
