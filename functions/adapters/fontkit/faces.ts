import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from '@cantoo/fontkit';
import { z } from 'zod';
import type { Face, Faces, Glyph } from '../../core/pdf/ink.ts';
import { DocketError } from '../../core/result.ts';

const source = z.object({
  file: z.string(),
  /** Which of a collection. */
  name: z.string().optional(),
});
type Source = z.infer<typeof source>;

/** In a folder of fonts: which files they are, by their use. */
export const FACES_FILE = 'faces.json';
const facesFile = z.object({ text: source, hand: source.optional() });

const windows = (file: string): string => join(process.env.windir ?? 'C:\\Windows', 'Fonts', file);
const macos = (file: string): string => join('/System/Library/Fonts', file);

const KNOWN: Readonly<Record<keyof Faces, Partial<Record<NodeJS.Platform, readonly string[]>>>> = {
  text: {
    win32: ['msyh.ttc', 'msyh.ttf', 'Deng.ttf', 'simhei.ttf', 'simsun.ttc'].map(windows),
    darwin: ['Hiragino Sans GB.ttc', 'STHeiti Light.ttc', 'Supplemental/Songti.ttc'].map(macos),
  },
  hand: {
    win32: ['simkai.ttf', 'STXINGKA.TTF', 'Dengl.ttf'].map(windows),
    darwin: ['Supplemental/Kaiti.ttc', 'Supplemental/Songti.ttc'].map(macos),
  },
};

/** What fontconfig is asked for. */
const PATTERNS: Readonly<Record<keyof Faces, string>> = {
  text: 'Noto Sans CJK SC,sans-serif:lang=zh-cn',
  hand: 'KaiTi,AR PL UKai CN,LXGW WenKai,Noto Serif CJK SC,serif:lang=zh-cn',
};

const byFontconfig = (pattern: string): Source | undefined => {
  const asked = spawnSync('fc-match', ['-f', '%{file}\n%{postscriptname}\n%{lang}', pattern], {
    encoding: 'utf8',
  });
  const [file, name, languages] = asked.status === 0 ? asked.stdout.split('\n') : [];
  return file && languages?.includes('zh-cn') ? { file, name } : undefined;
};

/** The font of this machine that is taken for a face; undefined when it has none for Chinese. */
export const findFont = (face: keyof Faces): Source | undefined => {
  const known = KNOWN[face][process.platform];
  const file = known?.find((one) => existsSync(one));
  return known ? (file === undefined ? undefined : { file }) : byFontconfig(PATTERNS[face]);
};

/** Fonts that lie in a folder, where the system has none. */
const fontsIn = async (folder: string) => {
  const { text, hand } = facesFile.parse(JSON.parse(await readFile(join(folder, FACES_FILE), 'utf8')));
  const inside = (one: Source): Source => ({ ...one, file: join(folder, one.file) });
  return { text: inside(text), hand: hand && inside(hand) };
};

type Command = readonly [letter: string, args: readonly number[]];

/** Points of a quadratic curve become those of the cubic one that is the same. */
const cubic = ([x0, y0]: readonly number[], [x1, y1, x, y]: readonly number[]): readonly number[] => {
  const handle = (end = 0, middle = 0): number => end + (2 / 3) * (middle - end);
  return [handle(x0, x1), handle(y0, y1), handle(x, x1), handle(y, y1), x ?? 0, y ?? 0];
};

const LETTERS: Readonly<Record<string, string>> = {
  moveTo: 'm',
  lineTo: 'l',
  bezierCurveTo: 'c',
  quadraticCurveTo: 'c',
  closePath: 'h',
};

const outlineOf = (commands: readonly Command[], scale: number): string => {
  let from: readonly number[] = [0, 0];
  const parts: string[] = [];
  for (const [letter, args] of commands) {
    const points = letter === 'quadraticCurveTo' ? cubic(from, args) : args;
    parts.push(...points.map((value) => String(Math.round(value * scale))), LETTERS[letter] ?? '');
    if (points.length > 1) from = points.slice(-2);
  }
  return parts.join(' ');
};

interface Outlines {
  readonly unitsPerEm: number;
  readonly hmtx: {
    readonly metrics: { readonly length: number; get(id: number): { readonly advance: number } | undefined };
  };
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): {
    readonly id: number;
    readonly path: {
      readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
    };
  };
}

const faceOf = (font: Outlines): Face => {
  const known = new Map<number, Glyph | undefined>();
  const scale = 1000 / font.unitsPerEm;
  const { metrics } = font.hmtx;
  const read = (codePoint: number): Glyph | undefined => {
    if (!font.hasGlyphForCodePoint(codePoint)) return undefined;
    const { id, path } = font.glyphForCodePoint(codePoint);
    // the glyph's own `advanceWidth` measures its whole outline first
    const advance = metrics.get(Math.min(id, metrics.length - 1))?.advance ?? 0;
    const commands = path.commands.map(({ command, args }): Command => [command, args]);
    return { advance: Math.round(advance * scale), outline: outlineOf(commands, scale) };
  };
  return {
    glyph: (codePoint) => {
      if (!known.has(codePoint)) known.set(codePoint, read(codePoint));
      return known.get(codePoint);
    },
  };
};

const isCollection = (opened: object | null): opened is { readonly fonts: readonly Outlines[] } =>
  opened !== null && 'fonts' in opened;

const load = async ({ file, name }: Source): Promise<Face> => {
  const bytes = await readFile(file);
  const opened = name === undefined ? create(bytes) : create(bytes, name);
  const font = isCollection(opened) ? opened.fonts[0] : (opened as Outlines | null);
  if (!font) throw new Error('an empty collection');
  return faceOf(font);
};

const missing = (cause?: unknown): DocketError =>
  new DocketError(
    'FONT_MISSING',
    {
      zh: '没有可用的中文字体，签署页无法制作；请安装一种（如 Noto Sans CJK）',
      en: 'there is no usable font for Chinese to write signatures with: install one (like Noto Sans CJK)',
    },
    { cause },
  );

/**
 * Fonts for Chinese, read at first use: those of a folder, if it is there, else what the system has. Throws
 * `FONT_MISSING`.
 */
export const createFaces = (folder?: string): (() => Promise<Faces>) => {
  let faces: Promise<Faces> | undefined;
  const open = async (): Promise<Faces> => {
    const own = folder !== undefined && existsSync(join(folder, FACES_FILE));
    const { text, hand } = own ? await fontsIn(folder) : { text: findFont('text'), hand: findFont('hand') };
    if (!text) throw missing();
    const face = await load(text).catch((cause) => {
      throw missing(cause);
    });
    return { text: face, hand: hand ? await load(hand).catch(() => face) : face };
  };
  return () => {
    faces ??= open();
    faces.catch(() => {
      faces = undefined;
    });
    return faces;
  };
};
