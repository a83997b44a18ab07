import qrcode from 'qrcode-generator';

/** Operators of PDF content, in points; colours are `r g b`, each 0…1. */

const n = (value: number): string => String(Math.round(value * 100) / 100);

export const COLOUR = {
  text: '0.13 0.15 0.18',
  grey: '0.42 0.46 0.51',
  faint: '0.84 0.87 0.9',
  accent: '0.11 0.34 0.52',
  ground: '0.96 0.97 0.98',
  ink: '0.09 0.17 0.42',
} as const;

export const MM = 72 / 25.4;

export const box = (x: number, y: number, width: number, height: number, colour: string): string =>
  `q ${colour} rg ${n(x)} ${n(y)} ${n(width)} ${n(height)} re f Q\n`;

export const frame = (x: number, y: number, width: number, height: number, colour: string): string =>
  `q ${colour} RG 0.6 w ${n(x)} ${n(y)} ${n(width)} ${n(height)} re S Q\n`;

export const rule = (x: number, y: number, width: number, colour: string, thickness = 0.6): string =>
  `q ${colour} RG ${n(thickness)} w ${n(x)} ${n(y)} m ${n(x + width)} ${n(y)} l S Q\n`;

/** Strokes of a pen, each x, y, x, y … from the upper left of the pad, drawn smooth. */
export const strokes = (lines: readonly (readonly number[])[], height: number): string =>
  lines.map((line) => strokeOf(line, height)).join('');

const strokeOf = (line: readonly number[], height: number): string => {
  const points: (readonly [number, number])[] = [];
  for (let at = 0; at + 1 < line.length; at += 2) points.push([line[at] ?? 0, height - (line[at + 1] ?? 0)]);
  const [first, ...rest] = points;
  if (!first) return '';
  const path = [`${n(first[0])} ${n(first[1])} m`];
  let from = first;
  for (const [index, to] of rest.entries()) {
    const next = rest[index + 1];
    // curves meet in the middle between two points, with the point between as handle
    const end: readonly [number, number] = next ? [(to[0] + next[0]) / 2, (to[1] + next[1]) / 2] : to;
    const handle = (a: number, b: number): string => n(a + (2 / 3) * (b - a));
    path.push(
      `${handle(from[0], to[0])} ${handle(from[1], to[1])} ${handle(end[0], to[0])} ${handle(end[1], to[1])} ${n(end[0])} ${n(end[1])} c`,
    );
    from = end;
  }
  if (rest.length === 0) path.push(`${n(first[0])} ${n(first[1])} l`);
  return `${path.join(' ')} S\n`;
};

/** QR code (ISO/IEC 18004, level M) that fills the square; the quiet zone is the caller's. */
export const qrCode = (text: string, x: number, y: number, side: number): string => {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const size = side / count;
  const cells: string[] = [];
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      if (code.isDark(row, column))
        cells.push(
          `${(x + column * size).toFixed(3)} ${(y + side - (row + 1) * size).toFixed(3)} ${size.toFixed(3)} ${size.toFixed(3)} re`,
        );
  return `q 0 0 0 rg ${cells.join('\n')} f Q\n`;
};
