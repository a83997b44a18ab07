import { openWorkbook } from '../../../functions/core/ooxml/read-sheet.ts';
import { unescapeXml } from '../../../functions/core/ooxml/xml.ts';
import { contentOf, readZip } from '../../../functions/core/ooxml/zip.ts';

interface Content {
  readonly [name: string]: unknown;
  readonly items: readonly Readonly<Record<string, string | number>>[];
}

/** What a person would read: paragraphs of a document, cells of a workbook. */
const shownText = (bytes: Uint8Array): string => {
  const document = readZip(bytes).find(({ name }) => name === 'word/document.xml');
  if (document !== undefined)
    return unescapeXml(
      contentOf(document)
        .toString('utf8')
        .replace(/<[^>]+>/g, ''),
    );
  const rows = openWorkbook(bytes).sheets.flatMap((sheet) => [...sheet.rows()]);
  return rows.flatMap(({ cells }) => cells.map(({ text }) => text)).join('\n');
};

/** What a filled file lacks: every value of the data must stand in it, and no tag may be left. Null when complete. */
export const faultOf = (bytes: Uint8Array, { items, ...values }: Content): string | null => {
  const text = shownText(bytes);
  const wanted = [...Object.values(values), ...items.flatMap((item) => Object.values(item))];
  const lost = wanted.filter((value) => !text.includes(String(value)));
  if (lost.length > 0) return `${lost.length} values are missing, the first: ${lost[0]}`;
  const left = /\$?\{[{#/]?[\w.:]*\}/.exec(text);
  return left === null ? null : `a tag is left: ${left[0]}`;
};
