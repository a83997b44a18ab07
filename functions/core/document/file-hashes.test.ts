import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/folder.ts';
import { createFiles } from '../../adapters/embedded/files.ts';
import { keepHash, streamOfHash } from './file-hashes.ts';

it('two documents with the same bytes are both filed; the first is named', async () => {
  const files = createFiles(temporaryFolder());
  const hash = 'ab'.repeat(32);
  for (const stream of ['first', 'second', 'first']) await keepHash({ files }, hash, stream);
  expect(await streamOfHash({ files }, hash)).toBe('first');
  expect(await streamOfHash({ files }, 'cd'.repeat(32))).toBeUndefined();
});
