import { printedNumber } from '../core/document/document.ts';
import type { DocumentRow } from '../core/ports.ts';

/** Key of the PDF of the revision in force: of several the one with the most signatures; undefined while there is none. */
export const newestPdf = ({ files, number, revision }: DocumentRow): string | undefined =>
  Object.entries(files)
    .filter(([name]) => name.endsWith('.pdf'))
    .filter(([name]) => number === null || name.startsWith(printedNumber(number, revision)))
    .map(([, key]) => key)
    .at(-1);
