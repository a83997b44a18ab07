import type { Finding } from './errors.ts';
import { markSheets, unmarkSheets } from './mark-sheet.ts';
import { markWord, unmarkWord } from './mark-word.ts';
import { Package } from './package.ts';
import { PackageEdit } from './package-edit.ts';
import { writeZip, ZIP_LIMITS } from './zip.ts';

const opened = (bytes: Uint8Array) => {
  const pack = new Package(bytes, ZIP_LIMITS);
  const main = pack.mainPart();
  return { edit: new PackageEdit(pack), main, isBook: pack.contentType(main).includes('spreadsheetml') };
};

const LEVEL = 6;

const saved = (edit: PackageEdit): Uint8Array => {
  edit.apply(LEVEL);
  return writeZip([...edit.pack.entries.values()]);
};

/**
 * A copy of a template with a comment at the place of every mistake: around the tag in Word; at the cell, which also
 * turns red, in Excel. Everything else stays as it is, charts and pivots included. Throws a DocketError when the file
 * cannot be read.
 */
export const mark = (bytes: Uint8Array, findings: readonly Finding[]): Uint8Array => {
  const { edit, main, isBook } = opened(bytes);
  if (isBook) markSheets(edit, main, findings);
  else markWord(edit, main, findings);
  return saved(edit);
};

/** Takes the marks out again, so that somebody may mend the marked copy; the same bytes when there are none. */
export const unmark = (bytes: Uint8Array): Uint8Array => {
  const { edit, main, isBook } = opened(bytes);
  const changed = isBook ? unmarkSheets(edit, main) : unmarkWord(edit, main);
  return changed ? saved(edit) : bytes;
};
