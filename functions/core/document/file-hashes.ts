import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';

/** Which document a file belongs to, by nothing but its SHA-256: for whoever shows us a PDF and asks. */
const keyOf = (hash: string): string => `hashes/${hash.slice(0, 2)}/${hash}`;

/**
 * Before the event that names the file, so that none is ever missing. Of two documents whose files are the same to the
 * byte, because the template prints nothing that tells them apart, the first is named.
 */
export const keepHash = async (
  { files }: Pick<Ports, 'files'>,
  hash: string,
  stream: string,
): Promise<void> => {
  await files.put(keyOf(hash), new TextEncoder().encode(stream)).catch((fault) => {
    if (!(fault instanceof DocketError) || fault.code !== 'FILE_EXISTS') throw fault;
  });
};

/** The stream of the document whose file this is, as far as this house knows; the ledger has the last word. */
export const streamOfHash = async (
  { files }: Pick<Ports, 'files'>,
  hash: string,
): Promise<string | undefined> => {
  try {
    return new TextDecoder().decode(await files.get(keyOf(hash)));
  } catch (fault) {
    if (fault instanceof DocketError && fault.code === 'FILE_NOT_FOUND') return undefined;
    throw fault;
  }
};
