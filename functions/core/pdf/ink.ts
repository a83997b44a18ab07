import { type PDFContext, PDFHexString, type PDFRef } from '@cantoo/pdf-lib';

export interface Glyph {
  /** Thousandths of the size. */
  readonly advance: number;
  /** Path operators of PDF (`m l c h`), in thousandths of the size. */
  readonly outline: string;
}

/** A typeface as outlines, by code point. */
export interface Face {
  /** Undefined when the face does not have the character. */
  glyph(codePoint: number): Glyph | undefined;
}

/** The typefaces of signatures and certificate pages. */
export interface Faces {
  readonly text: Face;
  /** For typed signatures. */
  readonly hand: Face;
}

export interface TextStyle {
  readonly face?: keyof Faces;
  /** Points. */
  readonly size: number;
  readonly bold?: boolean;
  /** `r g b`, each 0…1. */
  readonly colour?: string;
}

const CODES = 250;
const MISSING = 0x25a1;
const BOLD_OFFSET = 26;

interface Variant {
  readonly face: keyof Faces;
  readonly bold: boolean;
}

interface Font extends Variant {
  readonly ref: PDFRef;
  readonly glyphs: { readonly codePoint: number; readonly glyph: Glyph }[];
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const utf16 = (codePoint: number): string =>
  [...Array(String.fromCodePoint(codePoint).length).keys()]
    .map((index) => hex(String.fromCodePoint(codePoint).charCodeAt(index), 4))
    .join('');

const toUnicode = (codePoints: readonly number[]): string => {
  const lines = codePoints.map((codePoint, code) => `<${hex(code, 2)}> <${utf16(codePoint)}>`);
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; at += 100) {
    const block = lines.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Docket def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
${blocks.join('\n')}
endcmap CMapName currentdict /CMap defineresource pop end end`;
};

const round = (value: number): string => String(Math.round(value * 100) / 100);

/**
 * Writes text into one revision of a PDF. Its fonts are Type 3: the outlines of the few glyphs that are used, which
 * any reader draws alike, finds and copies; a subset of a Chinese OpenType font takes 60 KB and 300 ms instead.
 */
export class Ink {
  private readonly fonts: Font[] = [];
  private readonly codes = new Map<string, { readonly font: number; readonly code: number }>();
  private readonly pictures = new Map<string, PDFRef>();
  private readonly resources: PDFRef;
  private readonly context: PDFContext;
  private readonly faces: Faces;

  constructor(context: PDFContext, faces: Faces) {
    this.context = context;
    this.faces = faces;
    this.resources = context.nextRef();
  }

  private glyph(codePoint: number, name: keyof Faces): Glyph {
    const { [name]: face, text } = this.faces;
    return (
      face.glyph(codePoint) ?? text.glyph(codePoint) ?? text.glyph(MISSING) ?? { advance: 500, outline: '' }
    );
  }

  private codeOf(
    codePoint: number,
    { face, bold }: Variant,
  ): { readonly font: number; readonly code: number } {
    const key = `${face} ${bold} ${codePoint}`;
    const known = this.codes.get(key);
    if (known) return known;
    let font = this.fonts.findIndex(
      (one) => one.face === face && one.bold === bold && one.glyphs.length < CODES,
    );
    if (font < 0) font = this.fonts.push({ ref: this.context.nextRef(), face, bold, glyphs: [] }) - 1;
    const { glyphs } = this.fonts[font] as Font;
    const place = { font, code: glyphs.push({ codePoint, glyph: this.glyph(codePoint, face) }) - 1 };
    this.codes.set(key, place);
    return place;
  }

  /** Points. */
  width(text: string, size: number, face: keyof Faces = 'text'): number {
    return (
      [...text].reduce((sum, c) => sum + this.glyph(c.codePointAt(0) ?? 0, face).advance, 0) * (size / 1000)
    );
  }

  /** Operators that write one line from this point of its baseline. */
  text(text: string, x: number, y: number, style: TextStyle): string {
    const { size, face = 'text', bold = false, colour = '0 0 0' } = style;
    const runs: { font: number; codes: string }[] = [];
    for (const character of text) {
      const { font, code } = this.codeOf(character.codePointAt(0) ?? 0, { face, bold });
      const last = runs.at(-1);
      if (last?.font === font) last.codes += hex(code, 2);
      else runs.push({ font, codes: hex(code, 2) });
    }
    const shown = runs.map(({ font, codes }) => `/F${font} ${round(size)} Tf <${codes}> Tj`);
    return `q ${colour} rg BT ${round(x)} ${round(y)} Td ${shown.join(' ')} ET Q\n`;
  }

  /** The text as it fits into the width: smaller, at the most by a third, then cut. */
  fitted(text: string, x: number, y: number, width: number, style: TextStyle): string {
    const natural = this.width(text, style.size);
    const size = Math.max(style.size * 0.67, Math.min(style.size, (style.size * width) / natural));
    const shown = natural === 0 ? text : this.cut(text, width, size);
    return this.text(shown, x, y, { ...style, size });
  }

  private cut(text: string, width: number, size: number): string {
    if (this.width(text, size) <= width + 0.01) return text;
    const characters = [...text];
    while (characters.length > 0 && this.width(`${characters.join('')}…`, size) > width) characters.pop();
    return `${characters.join('')}…`;
  }

  /** Operators that draw a picture into this box, which it fills. */
  picture(picture: PDFRef, x: number, y: number, width: number, height: number): string {
    const name = `I${picture.objectNumber}`;
    this.pictures.set(name, picture);
    return `q ${round(width)} 0 0 ${round(height)} ${round(x)} ${round(y)} cm /${name} Do Q\n`;
  }

  /** A form XObject of this size with these operators. */
  form(width: number, height: number, content: string): PDFRef {
    const dict = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: this.resources };
    return this.context.register(this.context.flateStream(content, dict));
  }

  private charProc({ advance, outline }: Glyph, bold: boolean): PDFRef {
    const box = `-300 -500 ${round(advance + 300)} 1300`;
    // twice, a little apart: a stroke around it is at least a pixel wide in pdf.js, and too heavy
    const drawn = `${outline} f${bold ? ` 1 0 0 1 ${BOLD_OFFSET} 0 cm ${outline} f` : ''}`;
    const content = `${round(advance)} 0 ${box} d1\n${drawn}`;
    return this.context.register(this.context.flateStream(content));
  }

  private finishFont({ ref, bold, glyphs }: Font): void {
    const names = glyphs.map(({ codePoint }) => `u${hex(codePoint, 4)}`);
    const procs = glyphs.map(({ glyph }, index) => [names[index], this.charProc(glyph, bold)] as const);
    const codePoints = glyphs.map(({ codePoint }) => codePoint);
    const cmap = this.context.register(this.context.flateStream(toUnicode(codePoints)));
    const font = this.context.obj({
      Type: 'Font',
      Subtype: 'Type3',
      FontBBox: [0, 0, 0, 0],
      FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
      CharProcs: Object.fromEntries(procs),
      Encoding: { Type: 'Encoding', Differences: [0, ...names] },
      FirstChar: 0,
      LastChar: glyphs.length - 1,
      Widths: glyphs.map(({ glyph }) => glyph.advance),
      Resources: {},
      ToUnicode: cmap,
    });
    this.context.assign(ref, font);
  }

  /** Call when all is written: what the forms refer to. */
  finish(): void {
    for (const font of this.fonts) this.finishFont(font);
    const named = this.fonts.map(({ ref }, index) => [`F${index}`, ref] as const);
    const resources = { Font: Object.fromEntries(named), XObject: Object.fromEntries(this.pictures) };
    this.context.assign(this.resources, this.context.obj(resources));
  }
}

/** A text string of PDF. */
export const textString = (text: string): PDFHexString => PDFHexString.fromText(text);
