/** A reference in a formula, or the fixed text around it. */
export type FormulaPart = string | Reference;

export interface Reference {
  /** `'My Sheet'!` as written, or empty. */
  readonly prefix: string;
  /** Sheet name without quotes; null for the formula's own sheet. */
  readonly sheet: string | null;
  /** `Mar` in `Jan:Mar!A1`. */
  readonly lastSheet: string | null;
  readonly from: Corner;
  /** Present for a range. */
  readonly to: Corner | null;
  /** The function whose whole argument this is, in capitals; null anywhere else. */
  readonly argumentOf: string | null;
  /** Only a reference may stand here, no figure: beside `:`, `#`, `@` or another reference. */
  readonly strict: boolean;
}

/** Column and row from 1; 0 stands for the whole row (`5:7`) or the whole column (`A:C`). */
export interface Corner {
  readonly col: number;
  readonly colFixed: boolean;
  readonly row: number;
  readonly rowFixed: boolean;
}

export const MAX_ROW = 1_048_576;
export const MAX_COLUMN = 16_384;

export function columnNumber(letters: string): number {
  let number = 0;
  for (let i = 0; i < letters.length; i++) number = number * 26 + (letters.charCodeAt(i) & 31);
  return number;
}

const names: string[] = [''];
export function columnName(number: number): string {
  const known = names[number];
  if (known !== undefined) return known;
  const last = (number - 1) % 26;
  const name = columnName((number - 1 - last) / 26) + String.fromCharCode(65 + last);
  names[number] = name;
  return name;
}

// Letters by plain ranges: patterns with \p{L} take milliseconds each to compile, more than a whole fill does.
const L = 'A-Za-z_\\u0080-\\uffff';
const END = `(?![${L}\\d.(!])`;
const CELL = '(\\$?)([A-Za-z]{1,3})(\\$?)([1-9]\\d{0,6})';
const STRING = /"(?:[^"]|"")*"/y;
// External workbooks, `[1]Sheet!A1`, are matched whole and left alone.
const FOREIGN =
  /(?:'[^'[]*\[[^\]]*\](?:[^']|'')*'|\[[^\]]*\][^\s!'"()+\-*/&,;^=<>:]+)!(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)?/y;
const SHEET = new RegExp(`('(?:[^']|'')+'|[${L}][${L}\\d.]*(?::[${L}][${L}\\d.]*)?)!`, 'y');
const CELLS = new RegExp(`${CELL}(?::${CELL})?${END}`, 'y');
const ROWS = new RegExp(`(\\$?)([1-9]\\d{0,6}):(\\$?)([1-9]\\d{0,6})${END}`, 'y');
const COLUMNS = new RegExp(`(\\$?)([A-Za-z]{1,3}):(\\$?)([A-Za-z]{1,3})(?![${L}\\d.(!$])`, 'y');
const WORD = new RegExp(`[${L}\\\\][${L}\\d.\\\\?]*`, 'y');
const DIGITS = /\d+(?:\.\d*)?(?:E[+-]?\d+)?/iy;

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Splits a formula into references and the text between; strings, names, functions and `Table[Column]` stay text. */
export function parseFormula(formula: string): FormulaPart[] {
  const parts: FormulaPart[] = [];
  const calls: string[] = [];
  let fixed = '';
  let at = 0;
  while (at < formula.length) {
    const found = referenceAt(formula, at, calls.at(-1) ?? null);
    if (found !== null) {
      if (fixed !== '') parts.push(fixed);
      fixed = '';
      parts.push(found.reference);
      at += found.length;
      continue;
    }
    const length = fixedLength(formula, at);
    if (formula[at] === '(') calls.push(/[\w.]*$/.exec(fixed)?.[0].toUpperCase() ?? '');
    else if (formula[at] === ')') calls.pop();
    fixed += formula.slice(at, at + length);
    at += length;
  }
  if (fixed !== '') parts.push(fixed);
  return parts;
}

function fixedLength(formula: string, at: number): number {
  const found = match(FOREIGN, formula, at) ?? match(STRING, formula, at);
  if (found) return found[0].length;
  if (formula[at] === '[') return bracketLength(formula, at);
  return (match(WORD, formula, at) ?? match(DIGITS, formula, at))?.[0].length ?? 1;
}

function bracketLength(formula: string, at: number): number {
  let depth = 0;
  for (let i = at; i < formula.length; i++) {
    if (formula[i] === '[') depth++;
    if (formula[i] === ']' && --depth === 0) return i - at + 1;
  }
  return formula.length - at;
}

function referenceAt(
  formula: string,
  at: number,
  call: string | null,
): { reference: Reference; length: number } | null {
  if (match(FOREIGN, formula, at)) return null;
  const sheet = match(SHEET, formula, at);
  const prefix = sheet?.[0] ?? '';
  const corners = cornersAt(formula, at + prefix.length);
  if (corners === null) return null;
  const length = prefix.length + corners.length;
  const [before, after] = [formula.slice(0, at).trimEnd().at(-1), formula.slice(at + length).trimStart()[0]];
  const alone = (before === '(' || before === ',') && (after === ')' || after === ',');
  const [first, last] = sheetsOf(sheet?.[1] ?? null);
  return {
    reference: {
      prefix,
      sheet: first,
      lastSheet: last,
      from: corners.from,
      to: corners.to,
      argumentOf: alone ? call : null,
      strict: STRICT_BEFORE.test(before ?? '') || STRICT_AFTER.test(after ?? ''),
    },
    length,
  };
}

// An operand right before or behind, with nothing but a blank between: an intersection.
const STRICT_BEFORE = new RegExp(`[:@#)${L}\\d]`);
const STRICT_AFTER = new RegExp(`[:#!'$${L}]`);

/** `'Jan:Mar'` → `Jan`, `Mar`; neither name can hold a colon. */
function sheetsOf(written: string | null): readonly [string | null, string | null] {
  if (written === null) return [null, null];
  const plain = written.startsWith("'") ? written.slice(1, -1).replaceAll("''", "'") : written;
  const [first = '', last] = plain.split(':');
  return [first, last ?? null];
}

interface Corners {
  readonly from: Corner;
  readonly to: Corner | null;
  readonly length: number;
}

function cornersAt(formula: string, at: number): Corners | null {
  const cells = match(CELLS, formula, at);
  if (cells) {
    const from = corner(cells[1], cells[2], cells[3], cells[4]);
    const to = cells[6] === undefined ? null : corner(cells[5], cells[6], cells[7], cells[8]);
    const inside = isInside(from) && (to === null || isInside(to));
    return inside ? { from, to, length: cells[0].length } : null;
  }
  const rows = match(ROWS, formula, at);
  if (rows)
    return {
      from: corner('', '', rows[1], rows[2]),
      to: corner('', '', rows[3], rows[4]),
      length: rows[0].length,
    };
  const columns = match(COLUMNS, formula, at);
  if (!columns) return null;
  return {
    from: corner(columns[1], columns[2], '', '0'),
    to: corner(columns[3], columns[4], '', '0'),
    length: columns[0].length,
  };
}

const corner = (colFixed = '', letters = '', rowFixed = '', row = '0'): Corner => ({
  col: columnNumber(letters),
  colFixed: colFixed === '$',
  row: Number(row),
  rowFixed: rowFixed === '$',
});

const isInside = (at: Corner): boolean => at.col <= MAX_COLUMN && at.row <= MAX_ROW;

const cornerText = (at: Corner): string =>
  (at.col > 0 ? (at.colFixed ? '$' : '') + columnName(at.col) : '') +
  (at.row > 0 ? (at.rowFixed ? '$' : '') + at.row : '');

export const referenceText = (ref: Reference): string =>
  ref.prefix + cornerText(ref.from) + (ref.to === null ? '' : `:${cornerText(ref.to)}`);

/** What a shared formula means in a cell that lies `rows` and `cols` away from the one that holds its text. */
export function moveFormula(formula: string, rows: number, cols: number): string {
  const move = (at: Corner): Corner => ({
    ...at,
    row: at.row === 0 || at.rowFixed ? at.row : at.row + rows,
    col: at.col === 0 || at.colFixed ? at.col : at.col + cols,
  });
  return parseFormula(formula)
    .map((part) =>
      typeof part === 'string'
        ? part
        : referenceText({ ...part, from: move(part.from), to: part.to && move(part.to) }),
    )
    .join('');
}

export interface Area {
  readonly c1: number;
  readonly r1: number;
  readonly c2: number;
  readonly r2: number;
}

/** `B5:C7`, `$B$5` or `B5`; undefined when it is no area of cells. */
export function parseArea(text: string): Area | undefined {
  const found = cornersAt(text, 0);
  if (found === null || found.length !== text.length) return undefined;
  const to = found.to ?? found.from;
  return {
    c1: Math.min(found.from.col, to.col),
    c2: Math.max(found.from.col, to.col),
    r1: Math.min(found.from.row, to.row),
    r2: Math.max(found.from.row, to.row),
  };
}

export function areaText(area: Area): string {
  const name = (col: number, row: number): string => (col > 0 ? columnName(col) : '') + (row > 0 ? row : '');
  const single = area.c1 === area.c2 && area.r1 === area.r2 && area.c1 > 0 && area.r1 > 0;
  return single ? name(area.c1, area.r1) : `${name(area.c1, area.r1)}:${name(area.c2, area.r2)}`;
}
