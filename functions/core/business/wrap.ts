const MUST_NOT_START = new Set('，。、；：！？）》」』”’%,.;:!?)');
const WIDE_LATIN = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZ@%&');

/** Chinese, Japanese and full-width characters and their punctuation. */
const isWide = (c: string): boolean => {
  const code = c.codePointAt(0) ?? 0;
  if (code < 0x2e80) return code === 0x2014 || code === 0x2026 || code === 0x201c || code === 0x201d;
  return (
    code <= 0x9fff ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60) ||
    code > 0xffff
  );
};

const unitsOf = (c: string): number => {
  if (isWide(c)) return 2;
  return WIDE_LATIN.has(c) ? 1.35 : 1.1;
};

/** Width on paper in half-width characters: one of Chinese takes two, Latin capitals are wide in most fonts. */
const widthOf = (text: string): number => {
  let width = 0;
  for (const c of text) width += unitsOf(c);
  return width;
};

/**
 * Cuts text into printed lines of at most `width` half-width characters. A merged cell of a spreadsheet never
 * grows with its text, so that long terms get a row per line instead. Closing punctuation may hang over.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split(/\r?\n/).flatMap((paragraph) => wrapParagraph(paragraph.trim(), width));
}

function wrapParagraph(text: string, width: number): string[] {
  if (text === '') return [];
  if (widthOf(text) <= width) return [text];
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const piece of piecesOf(text, width)) {
    const needed = widthOf(piece.trimEnd());
    if (line === '' || used + needed <= width || MUST_NOT_START.has(piece)) line += piece;
    else {
      lines.push(line.trimEnd());
      [line, used] = [piece, 0];
    }
    used += widthOf(piece);
  }
  return [...lines, line.trimEnd()].filter((part) => part !== '');
}

/** What a line may end after: a wide character, or a word with its blanks; a word longer than a line is cut. */
function piecesOf(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let word = '';
  const endWord = (): void => {
    if (word !== '') pieces.push(word);
    word = '';
  };
  for (const c of text) {
    if (isWide(c)) {
      endWord();
      pieces.push(c);
      continue;
    }
    if ((word.endsWith(' ') && c !== ' ') || widthOf(word) + unitsOf(c) > width) endWord();
    word += c;
  }
  endWord();
  return pieces;
}

/** Half-width characters of a font of `size` points that fit a spreadsheet column of `width` characters. */
const unitsIn = (width: number, size: number): number => Math.floor((width * 7 - 4) / ((size * 2) / 3));

/**
 * Printed lines of the tallest cell of a row, at least 1: neither merged cells nor workbooks that LibreOffice converts
 * grow with their text. Widths in characters of the default font, size in points.
 */
export const linesOfRow = (cells: readonly (readonly [text: string, width: number])[], size = 10): number =>
  Math.max(1, ...cells.map(([text, width]) => wrap(text, unitsIn(width, size)).length));
