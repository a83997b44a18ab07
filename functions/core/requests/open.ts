import { MAX_BYTES } from '../document/upload.ts';
import { openWorkbook } from '../ooxml/read-sheet.ts';
import { asProblem, fail, ok, type Problem, type Result } from '../result.ts';
import { csvRows } from './csv.ts';
import { decodeText } from './decode.ts';
import { parseJson, type Source } from './index.ts';
import { problem } from './problems.ts';

const startsWith = (bytes: Uint8Array, ...head: readonly number[]): boolean =>
  head.every((byte, at) => bytes[at] === byte);

/** As Excel names the sheet of a csv file: without folder and ending, at most 31 characters. */
export const sheetNameOf = (name: string): string =>
  name
    .replace(/^.*[/\\]/, '')
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[\\/?*[\]:'!]/g, ' ')
    .trim()
    .slice(0, 31)
    .trim() || 'Data';

const notReadable = (zh: string, en: string, hint: readonly [string, string]): Problem =>
  problem('FILE_NOT_READABLE', zh, en, [
    `${hint[0]}。可以接受：.xlsx、.csv（UTF-8 或 GB18030）、.json`,
    `${hint[1]}. Accepted: .xlsx, .csv (UTF-8 or GB18030), .json`,
  ]);

const AS_XLSX = [
  '请在 Excel 或 WPS 中打开，另存为 .xlsx',
  'Open it in Excel or WPS and save it as .xlsx',
] as const;
const TYPE_IT = [
  '请使用空白申请表（.xlsx）填写后提交',
  'Fill in the blank request form (.xlsx) and send that',
] as const;

/** Streams of a compound file have their names in UTF-16. */
const holds = (bytes: Uint8Array, name: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'utf16le'));

const oldOffice = (bytes: Uint8Array): Problem =>
  holds(bytes, 'EncryptedPackage')
    ? problem('FILE_ENCRYPTED', '文件设有打开密码', 'The file has a password', [
        '请取消密码、另存后再提交',
        'Remove the password, save it and send it again',
      ])
    : notReadable(
        '这是旧版 Office 文件（.xls / .doc）',
        'This is a file of an old Office version (.xls / .doc)',
        AS_XLSX,
      );

/** Kinds of file that people send by mistake, by their first bytes. */
const foreign = (bytes: Uint8Array): Problem | undefined => {
  const head = Buffer.from(bytes.subarray(0, 256))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return oldOffice(bytes);
  if (head.startsWith('%pdf')) return notReadable('这是 PDF 文件', 'This is a PDF file', TYPE_IT);
  if (/^(\x89png|\xff\xd8\xff|gif8|bm.{4}\0\0\0\0|ii\*\0|mm\0\*|riff)/.test(head))
    return notReadable('这是图片', 'This is a picture', TYPE_IT);
  if (/^(\{\\rtf|<)/.test(head))
    return notReadable(
      '这是网页、XML 或 RTF 文件，只是名字像表格',
      'This is a web page, XML or RTF file under the name of a table',
      AS_XLSX,
    );
  return undefined;
};

const ofText = (name: string, text: string): Result<Source> => {
  const clean = text.replace(/^\ufeff/, '');
  if (/^\s*[[{]/.test(clean)) {
    const value = parseJson(clean);
    return value.ok ? ok({ type: 'json', value: value.value }) : value;
  }
  const rows = () => csvRows(clean);
  return ok({ type: 'sheets', sheets: [{ name: sheetNameOf(name), hidden: false, rows }] });
};

const hasMacros = (): Problem =>
  problem('FILE_HAS_MACROS', '文件带有宏', 'The file has macros', [
    '请另存为不带宏的 .xlsx 后再提交',
    'Save it as .xlsx without macros and send that copy',
  ]);

const ofWorkbook = (bytes: Uint8Array): Result<Source> => {
  try {
    const { sheets, macros } = openWorkbook(bytes);
    return macros ? fail([hasMacros()]) : ok({ type: 'sheets', sheets });
  } catch (error) {
    return fail([asProblem(error)]);
  }
};

/**
 * A file as sheets or JSON, known by its content, not its name. Problems: `FILE_EMPTY`, `FILE_TOO_LARGE`,
 * `FILE_ENCRYPTED`, `FILE_NOT_READABLE`, `JSON_…` and the codes of the workbook reader. A sheet that turns out
 * to be broken while its rows are read throws a DocketError there.
 */
export const openSource = (name: string, bytes: Uint8Array): Result<Source> => {
  if (bytes.length === 0)
    return fail([
      problem('FILE_EMPTY', '文件是空的', 'The file is empty', [
        '请检查文件是否保存完整，再重新提交',
        'Check that it was saved whole, and send it again',
      ]),
    ]);
  if (bytes.length > MAX_BYTES)
    return fail([
      problem('FILE_TOO_LARGE', '文件超过 50 MB', 'The file is larger than 50 MB', [
        '请拆成几个文件',
        'Split it into several files',
      ]),
    ]);
  const other = foreign(bytes);
  if (other) return fail([other]);
  if (startsWith(bytes, 0x50, 0x4b)) return ofWorkbook(bytes);
  const text = decodeText(bytes);
  if (text !== undefined) return ofText(name, text);
  return fail([notReadable('无法识别的文件', 'This kind of file is not known', TYPE_IT)]);
};
