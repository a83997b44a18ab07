import type { Face } from '../pdf/ink.ts';

export interface Words {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill: string;
}

/** Writes words into a picture: SVG markup. */
export interface Pen {
  write(text: string, words: Words): string;
  /** In the unit of `size`. */
  width(text: string, size: number): number;
}

/** As text or attribute of SVG. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;

/** For pages: real text, in the reader's own typeface; widths are estimated. */
export const textPen: Pen = {
  write: (text, { x, y, size, anchor = 'start', fill }) =>
    `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${fill}">${escaped(text)}</text>`,
  width: (text, size) => [...text].reduce((sum, one) => sum + (WIDE.test(one) ? 1 : 0.56), 0) * size,
};

const EM = 1000;
const HAS = { m: 2, l: 2, c: 6, h: 0 } as const;

/** `0 0 m 10 0 l h` → `M0 0L10 0Z` */
const svgPath = (outline: string): string => {
  const found: string[] = [];
  let numbers: string[] = [];
  for (const token of outline.split(' ')) {
    if (!(token in HAS)) {
      if (token !== '') numbers.push(token);
      continue;
    }
    found.push(token === 'h' ? 'Z' : `${token.toUpperCase()}${numbers.join(' ')}`);
    numbers = [];
  }
  return found.join('');
};

const BLANK = { advance: EM / 2, outline: '' };

/** For pictures: outlines of a typeface, so that whoever draws it needs no font. */
export const outlinePen = (face: Face): Pen => {
  const glyphs = (text: string) => [...text].map((one) => face.glyph(one.codePointAt(0) ?? 0) ?? BLANK);
  const width = (text: string, size: number): number =>
    (glyphs(text).reduce((sum, { advance }) => sum + advance, 0) * size) / EM;
  return {
    width,
    write: (text, { x, y, size, anchor = 'start', fill }) => {
      const all = width(text, size);
      let at = x - (anchor === 'end' ? all : anchor === 'middle' ? all / 2 : 0);
      const scale = size / EM;
      const parts = glyphs(text).map(({ advance, outline }) => {
        const path =
          outline === ''
            ? ''
            : `<path transform="matrix(${scale} 0 0 ${-scale} ${at.toFixed(2)} ${y})" d="${svgPath(outline)}"/>`;
        at += advance * scale;
        return path;
      });
      return `<g fill="${fill}">${parts.join('')}</g>`;
    },
  };
};
