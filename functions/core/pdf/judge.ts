import type { Text } from '../result.ts';
import type { PdfReport } from './verify.ts';

/**
 * `valid`: the file as it stands now. `superseded`: a file of this house, but not the latest. `altered`: came from here
 * and was changed. `unknown`: not from here, as far as anybody can tell.
 */
export type Verdict = 'valid' | 'superseded' | 'altered' | 'unknown';

/** What the ledger says of a file's SHA-256: the document's file as it stands, an earlier one, or nothing. */
export type Standing = 'current' | 'earlier' | undefined;

export interface Judgement {
  readonly verdict: Verdict;
  readonly text: Text;
}

const TEXTS: Readonly<Record<Verdict, Text>> = {
  valid: { zh: '真实有效：与台账一致，未被改动', en: 'Valid: as the ledger has it, unchanged' },
  superseded: {
    zh: '出自本公司，但已被更新的版本取代；请索取现行文件',
    en: 'From this company, but superseded by a later version: ask for the current file',
  },
  altered: {
    zh: '内容被改动：与台账中的任何版本都不一致，请勿采用',
    en: 'Altered: it matches no version in the ledger. Do not use it',
  },
  unknown: { zh: '不是本公司签发的文件', en: 'Not a document of this company' },
};

/** Every signature of ours carries our root. */
const carries = (bytes: Uint8Array, root: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from(root).toString('hex'),
    'latin1',
  );

const verdictOn = (
  bytes: Uint8Array,
  { signatures, findings }: PdfReport,
  standing: Standing,
  roots: readonly Uint8Array[],
): Verdict => {
  if (standing === 'earlier') return 'superseded';
  // a document that is issued without signatures is vouched for by its hash alone
  const sound = findings.every(({ code }) => code === 'NOT_SIGNED');
  if (standing === 'current') return sound ? 'valid' : 'altered';
  const ours = signatures.some(({ valid }) => valid) || roots.some((root) => carries(bytes, root));
  return ours ? 'altered' : 'unknown';
};

/** What to tell somebody who shows this file; `roots` as for `verifyPdf`. */
export const judge = (
  bytes: Uint8Array,
  report: PdfReport,
  standing: Standing,
  roots: readonly Uint8Array[],
): Judgement => {
  const verdict = verdictOn(bytes, report, standing, roots);
  return { verdict, text: TEXTS[verdict] };
};
