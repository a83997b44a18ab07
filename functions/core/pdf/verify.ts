import { PDFArray, PDFDict, type PDFDocument, PDFHexString, PDFName, PDFNumber } from '@cantoo/pdf-lib';
import { isoOf, millisOf } from '../instant.ts';
import type { Text } from '../result.ts';
import { forbiddenChanges } from './changes.ts';
import { isSigned, namesCertificate, type ReadCms, readCms } from './cms.ts';
import { elementAt } from './der.ts';
import { fieldsOf, lockedBy, textOf } from './fields.ts';
import { openPdf } from './prepare.ts';
import { readTimestamp, type Timestamp } from './timestamp.ts';
import { type Certificate, isTrusted, readCertificate } from './x509.ts';

export type FindingCode =
  | 'PDF_INVALID'
  | 'NOT_SIGNED'
  | 'RANGE_WRONG'
  | 'SIGNATURE_BROKEN'
  | 'SIGNER_UNKNOWN'
  | 'TIMESTAMP_BROKEN'
  | 'CHANGED_AFTER_SIGNING'
  | 'TAIL_UNSIGNED'
  | 'PACKED';

export interface Finding {
  readonly code: FindingCode;
  /** Signature field that it concerns. */
  readonly field?: string;
  readonly text: Text;
}

const TEXTS: Readonly<Record<FindingCode, Text>> = {
  PDF_INVALID: { zh: '文件已损坏，不是完整的 PDF', en: 'The file is damaged and no whole PDF' },
  NOT_SIGNED: { zh: '文件没有签名', en: 'The file carries no signature' },
  RANGE_WRONG: { zh: '签名没有覆盖它应覆盖的内容', en: 'The signature does not cover what it has to' },
  SIGNATURE_BROKEN: { zh: '签名之后内容被改动', en: 'What was signed has been changed' },
  SIGNER_UNKNOWN: { zh: '签名不是本公司的密钥所签', en: "The signature is not by this company's key" },
  TIMESTAMP_BROKEN: { zh: '时间戳不属于这一签名', en: 'The time stamp is not of this signature' },
  CHANGED_AFTER_SIGNING: {
    zh: '签名之后追加了不允许的改动',
    en: 'A change was appended after signing that is not allowed',
  },
  TAIL_UNSIGNED: { zh: '文件末尾有未签名的内容', en: 'The end of the file is not signed' },
  PACKED: {
    zh: '文件不是本公司的写法，没有再细查',
    en: 'The file is not written as those of this company are; it was not looked into further',
  },
};

const finding = (code: FindingCode, field?: string): Finding => ({
  code,
  text: TEXTS[code],
  ...(field === undefined ? {} : { field }),
});

export interface VerifiedSignature {
  /** `sign-deputy-gm` */
  readonly field: string;
  /** Who signed and what that was, as the signature says. */
  readonly name: string;
  readonly reason: string;
  /** As the signer's clock had it: `D:20261130090000+08'00'`. */
  readonly claimedAt: string;
  /** Bytes from the start of the file that it covers, its own room left out. */
  readonly covers: number;
  /** Common name of the certificate; empty when the signature cannot be read. */
  readonly certificate: string;
  /** By the company's key, unchanged since. */
  readonly valid: boolean;
  readonly timestamp?: Timestamp;
}

export interface PdfReport {
  /** In the order in which they were made. */
  readonly signatures: readonly VerifiedSignature[];
  /** None: every signature holds, and nothing was changed that may not be. */
  readonly findings: readonly Finding[];
}

interface Found {
  readonly field: string;
  readonly dict: PDFDict;
  readonly value: PDFDict;
}

const key = PDFName.of;

const signaturesOf = (document: PDFDocument): readonly Found[] =>
  [...fieldsOf(document)].flatMap(([field, dict]) => {
    const value = dict.lookup(key('V'));
    return dict.lookup(key('FT')) === key('Sig') && value instanceof PDFDict ? [{ field, dict, value }] : [];
  });

interface Covered {
  readonly content: Uint8Array;
  /** Content of the room: DER, then zeros. */
  readonly room: Uint8Array;
  readonly end: number;
}

const OPEN = 0x3c;
const CLOSE = 0x3e;

/** What the signature covers: all from the first byte but exactly the string of its own `Contents`. */
const coveredBy = ({ value }: Found, bytes: Uint8Array): Covered | undefined => {
  const range = value.lookup(key('ByteRange'));
  const contents = value.lookup(key('Contents'));
  if (!(range instanceof PDFArray) || !(contents instanceof PDFHexString)) return undefined;
  const numbers = range.asArray().map((one) => (one instanceof PDFNumber ? one.asNumber() : -1));
  const [first = -1, start = -1, next = -1, rest = -1] = numbers;
  const end = next + rest;
  const sound =
    numbers.length === 4 && first === 0 && start > 0 && next > start && rest > 0 && end <= bytes.length;
  if (!sound || bytes[start] !== OPEN || bytes[next - 1] !== CLOSE) return undefined;
  const hex = Buffer.from(bytes.subarray(start + 1, next - 1)).toString('latin1');
  if (hex !== contents.asString() || !/^(?:[0-9a-f]{2})+$/.test(hex)) return undefined;
  const content = Buffer.concat([bytes.subarray(0, start), bytes.subarray(next, end)]);
  return { content, room: Buffer.from(hex, 'hex'), end };
};

/** Undefined when it is damaged, or something stands behind it. */
const cmsIn = (room: Uint8Array): ReadCms | undefined => {
  try {
    const { whole } = elementAt(room);
    return room.subarray(whole.length).every((byte) => byte === 0) ? readCms(whole) : undefined;
  } catch {
    return undefined;
  }
};

/** `D:20261130090000+08'00'` to RFC 3339 in UTC; the epoch when it is no such date. */
const momentOf = (date: string): string => {
  const [, y, mo, d, h, mi, s] = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\+08'00'$/.exec(date) ?? [];
  const iso = `${y}-${mo}-${d}T${h}:${mi}:${s}+08:00`;
  return s === undefined ? EPOCH : isoOf(millisOf(iso)).replace(/\.\d+/, '');
};

const EPOCH = '1970-01-01T00:00:00Z';

interface Checked {
  readonly signature: VerifiedSignature;
  readonly findings: readonly Finding[];
  readonly found: Found;
}

const stampOf = (cms: ReadCms, roots: readonly Certificate[]): Timestamp | undefined => {
  if (!cms.timestamp) return undefined;
  try {
    return readTimestamp(cms.timestamp, cms.signature, roots);
  } catch {
    return undefined;
  }
};

interface Trusted {
  readonly roots: readonly Certificate[];
  readonly stampRoots: readonly Certificate[];
}

const check = (found: Found, bytes: Uint8Array, { roots, stampRoots }: Trusted): Checked => {
  const { field, value } = found;
  const covered = coveredBy(found, bytes);
  const cms = covered && cmsIn(covered.room);
  const claimedAt = textOf(value.lookup(key('M')));
  const timestamp = cms && stampOf(cms, stampRoots);
  const codes: FindingCode[] = [];
  if (!covered) codes.push('RANGE_WRONG');
  else if (!cms || !namesCertificate(cms) || !isSigned(cms, covered.content)) codes.push('SIGNATURE_BROKEN');
  else if (
    !isTrusted(cms.signer, cms.certificates, roots, timestamp?.trusted ? timestamp.at : momentOf(claimedAt))
  )
    codes.push('SIGNER_UNKNOWN');
  if (cms?.timestamp && !timestamp) codes.push('TIMESTAMP_BROKEN');
  const signature = {
    field,
    name: textOf(value.lookup(key('Name'))),
    reason: textOf(value.lookup(key('Reason'))),
    claimedAt,
    covers: covered?.end ?? 0,
    certificate: cms?.signer.name ?? '',
    valid: codes.length === 0,
    ...(timestamp ? { timestamp } : {}),
  };
  return { found, signature, findings: codes.map((code) => finding(code, field)) };
};

/** Each revision against the one before, as far as signatures cover them. */
const changesBetween = async (
  bytes: Uint8Array,
  checked: readonly Checked[],
): Promise<readonly Finding[]> => {
  const locked = new Set<string>();
  const findings: Finding[] = [];
  let before: PDFDocument | undefined;
  for (const { signature, found } of checked) {
    const after = await openPdf(bytes.subarray(0, signature.covers));
    const bad = before ? forbiddenChanges(before, after, signature.field, locked) : [];
    if (bad.length > 0) findings.push(finding('CHANGED_AFTER_SIGNING', signature.field));
    for (const name of [signature.field, ...lockedBy(found.dict)]) locked.add(name);
    before = after;
  }
  return findings;
};

/** Each covers up to the whole file; a file with more of them is none of ours. */
const MOST_SIGNATURES = 100;

/**
 * Checks every signature of a PDF and what was appended after each. `roots`: certificates (DER) of the company itself;
 * `stampRoots`: those of its time stamp authorities, whose word is taken for the time and for nothing else. Whether the
 * file is the latest that was made says only the ledger: see `judge`.
 */
export const verifyPdf = async (
  bytes: Uint8Array,
  roots: readonly Uint8Array[],
  stampRoots: readonly Uint8Array[] = [],
): Promise<PdfReport> => {
  const document = await openPdf(bytes).catch(() => undefined);
  if (!document) return { signatures: [], findings: [finding('PDF_INVALID')] };
  const trusted = { roots: roots.map(readCertificate), stampRoots: stampRoots.map(readCertificate) };
  const found = signaturesOf(document);
  if (found.length > MOST_SIGNATURES) return { signatures: [], findings: [finding('PDF_INVALID')] };
  const checked = found
    .map((one) => check(one, bytes, trusted))
    .toSorted((a, b) => a.signature.covers - b.signature.covers);
  const signatures = checked.map(({ signature }) => signature);
  const last = signatures.at(-1);
  if (!last) return { signatures, findings: [finding('NOT_SIGNED')] };
  const findings = checked.flatMap((one) => one.findings);
  if (last.covers !== bytes.length) findings.push(finding('TAIL_UNSIGNED'));
  // what is broken by itself needs no second look
  if (findings.length === 0)
    findings.push(...(await changesBetween(bytes, checked).catch(() => [finding('PDF_INVALID')])));
  return { signatures, findings };
};

const PACKED = /^\/(?:ObjStm|XRef)$/;
const ESCAPED = /\/[^\s()<>[\]{}/%]*#[0-9a-f]{2}[^\s()<>[\]{}/%]*/gi;

const unescaped = (name: string): string =>
  name.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/**
 * Has the file objects in compressed streams? Whoever reads it has to unpack them, to as much as its author likes; what
 * is signed here has none.
 */
export const isPacked = (bytes: Uint8Array): boolean => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (/\/(?:ObjStm|XRef)\b/.test(text)) return true;
  return [...text.matchAll(ESCAPED)].some(([name]) => PACKED.test(unescaped(name)));
};

/** What is said of a file that nobody unpacks. */
export const PACKED_REPORT: PdfReport = { signatures: [], findings: [finding('PACKED')] };
