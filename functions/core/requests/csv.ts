import { DocketError } from '../result.ts';
import { type Cell, cellName, type Row } from './source.ts';

const SEPARATORS = [',', ';', '\t'];

/** `,`, `;` or tab: what the first line names (`sep=;`), else what stands in it most often outside quotes. */
const separatorOf = (text: string): string => {
  const line = /^(?:[^"\r\n]|"(?:[^"]|"")*")*/.exec(text.slice(0, 10_000))?.[0] ?? '';
  const named = /^sep=([,;\t])$/i.exec(line)?.[1];
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const count = (separator: string): number => bare.split(separator).length;
  return named ?? SEPARATORS.toSorted((a, b) => count(b) - count(a))[0] ?? ',';
};

const unclosed = (row: number): DocketError =>
  new DocketError('CSV_QUOTE', {
    zh: `第 ${row} 行开始的引号没有结束。请补上引号，或用 Excel 打开后另存为 .xlsx。`,
    en: `A quoted value that begins in row ${row} never ends. Close the quote, or save the file as .xlsx.`,
  });

/** `="00123"` is how spreadsheets are told to keep a number as text. */
const unwrapped = (text: string): string => /^="([^"]*)"$/.exec(text)?.[1] ?? text;

/** End of a quoted value that begins at `from`: after its closing quote; -1 when it has none. */
const quotedEnd = (text: string, from: number): number => {
  let at = text.indexOf('"', from + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? -1 : at + 1;
};

const plainEnd = (text: string, from: number, separator: string): number => {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
};

const readValue = (text: string, from: number, separator: string, row: number): readonly [string, number] => {
  const inner = text[from] === '"' ? quotedEnd(text, from) : from;
  if (inner < 0) throw unclosed(row);
  const end = plainEnd(text, inner, separator);
  const quoted = inner > from ? text.slice(from + 1, inner - 1).replaceAll('""', '"') : '';
  return [unwrapped(quoted + text.slice(inner, end)), end];
};

/** Rows of a csv text (RFC 4180, any line ends, quoted line breaks), cells of type text. Throws `CSV_QUOTE`. */
export function* csvRows(text: string): Generator<Row> {
  const separator = separatorOf(text);
  let at = /^sep=[,;\t]\r?\n/i.exec(text)?.[0].length ?? 0;
  let cells: Cell[] = [];
  let row = 1;
  for (let col = 1; at < text.length; col++) {
    const [value, end] = readValue(text, at, separator, row);
    if (value.trim() !== '') cells.push({ ref: cellName(col, row), col, type: 'text', text: value });
    at = end;
    if (text[at] === separator) at++;
    else {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      yield { row, cells };
      cells = [];
      row++;
      col = 0;
    }
  }
  if (cells.length > 0) yield { row, cells };
}
