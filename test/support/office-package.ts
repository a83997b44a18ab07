import { crc32, deflateSync } from 'node:zlib';
import { contentOf, type Entry, makeEntry, readZip, writeZip } from '../../functions/core/ooxml/zip.ts';

/** Builds small packages for the tests of this folder, by hand, so that every byte of a case is in sight. */
export function pack(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries: Entry[] = Object.entries(parts).map(([name, content]) =>
    makeEntry(name, typeof content === 'string' ? Buffer.from(content, 'utf8') : content, 6),
  );
  return writeZip(entries);
}

export function unpack(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(readZip(bytes).map((entry) => [entry.name, contentOf(entry).toString('utf8')]));
}

/** A package with one text in its XML parts replaced by another one, as somebody's edit would. */
export function edited(bytes: Uint8Array, from: string, to: string): Uint8Array {
  let found = 0;
  const entries = readZip(bytes).map((entry) => {
    const text = entry.name.endsWith('.xml') ? contentOf(entry).toString('utf8') : '';
    if (!text.includes(from)) return entry;
    found++;
    return makeEntry(entry.name, Buffer.from(text.replaceAll(from, to), 'utf8'), 6);
  });
  if (found === 0) throw new Error(`no part holds ${from}`);
  return writeZip(entries);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument';

export interface SheetParts {
  /** Inside of sheetData. */
  readonly rows: string;
  readonly before?: string;
  readonly after?: string;
}

export interface BookParts {
  readonly sheets: Readonly<Record<string, SheetParts>>;
  /** Inside of `<workbook>` after the sheets. */
  readonly names?: string;
  readonly strings?: string;
  readonly styles?: string;
  readonly workbookPr?: string;
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
  readonly overrides?: string;
  readonly sheetRels?: string;
  readonly bookRels?: string;
}

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

export function book(parts: BookParts): Uint8Array {
  const names = Object.keys(parts.sheets);
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="${TYPE}.vmlDrawing"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.spreadsheetml.sheet.main+xml"/>${names.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPE}.spreadsheetml.worksheet+xml"/>`).join('')}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.spreadsheetml.styles+xml"/>${parts.strings === undefined ? '' : `<Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.spreadsheetml.sharedStrings+xml"/>`}${parts.overrides ?? ''}</Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${REL}">${parts.workbookPr ?? ''}<sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets>${parts.names ?? ''}</workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rIdStyles" Type="${REL}/styles" Target="styles.xml"/>${parts.strings === undefined ? '' : `<Relationship Id="rIdStrings" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/>`}${parts.bookRels ?? ''}</Relationships>`,
    'xl/styles.xml': parts.styles ?? STYLES,
  };
  if (parts.strings !== undefined)
    files['xl/sharedStrings.xml'] = `${XML}<sst xmlns="${MAIN}">${parts.strings}</sst>`;
  for (const [i, name] of names.entries()) {
    const sheet = parts.sheets[name];
    files[`xl/worksheets/sheet${i + 1}.xml`] =
      `${XML}<worksheet xmlns="${MAIN}" xmlns:r="${REL}">${sheet?.before ?? ''}<sheetData>${sheet?.rows ?? ''}</sheetData>${sheet?.after ?? ''}</worksheet>`;
  }
  if (parts.sheetRels !== undefined) {
    files['xl/worksheets/_rels/sheet1.xml.rels'] =
      `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts.sheetRels}</Relationships>`;
  }
  return pack({ ...files, ...parts.extra });
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** `row(5, { A: 'text', D: '=D5*2' })`: text cells inline, `=` formulas with a cached 0, numbers as numbers. */
export function row(number: number, cells: Readonly<Record<string, string | number>>, style = ''): string {
  const inner = Object.entries(cells).map(([column, value]) => {
    const head = `<c r="${column}${number}"${style}`;
    if (typeof value === 'number') return `${head}><v>${value}</v></c>`;
    if (value.startsWith('=')) return `${head}><f>${escaped(value.slice(1))}</f><v>0</v></c>`;
    return `${head} t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  });
  return `<row r="${number}">${inner.join('')}</row>`;
}

export interface DocumentParts {
  /** Inside of `<w:body>`. */
  readonly body: string;
  readonly extra?: Readonly<Record<string, string | Uint8Array>>;
  readonly rels?: string;
  readonly overrides?: string;
}

const WORD_SPACES = `xmlns:w="${WORD}" xmlns:r="${REL}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`;

export const wordPart = (root: string, inside: string): string =>
  `${XML}<w:${root} ${WORD_SPACES}>${inside}</w:${root}>`;

export function doc(parts: DocumentParts): Uint8Array {
  return pack({
    '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${TYPE}.wordprocessingml.document.main+xml"/>${parts.overrides ?? ''}</Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': wordPart('document', `<w:body>${parts.body}<w:sectPr/></w:body>`),
    'word/_rels/document.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts.rels ?? ''}</Relationships>`,
    ...parts.extra,
  });
}

export const p = (...runs: string[]): string =>
  `<w:p>${runs.map((text) => `<w:r><w:t>${escaped(text)}</w:t></w:r>`).join('')}</w:p>`;
export const table = (...rows: readonly string[][]): string =>
  `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${cell.startsWith('<') ? cell : p(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

/** A png of one colour, `width` × `height`. */
export function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(
    Array.from({ length: height }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x80)])),
  );
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
