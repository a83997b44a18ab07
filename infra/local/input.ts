import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FRAGMENTS } from '../../functions/core/document/events.ts';
import type { CompileOptions, Dialect } from '../../functions/core/ooxml/index.ts';
import { DocketError, type Text } from '../../functions/core/result.ts';
import type { Arguments, Command } from './command.ts';

/** A file that a person named. Throws `FILE_NOT_READABLE`. */
export const readBytes = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DocketError(
      'FILE_NOT_READABLE',
      { zh: `无法读取 ${path}`, en: `cannot read ${path}` },
      { cause },
    );
  }
};

/** Writes where a person said. Throws `FILE_NOT_WRITABLE`. */
export const writeBytes = async (path: string, bytes: Uint8Array): Promise<void> => {
  try {
    await writeFile(path, bytes);
  } catch (cause) {
    throw new DocketError(
      'FILE_NOT_WRITABLE',
      {
        zh: `无法写入 ${path}：请确认文件夹存在，且该文件没有在 Office 中打开`,
        en: `cannot write ${path}: is the folder there, and the file not open in Office?`,
      },
      { cause },
    );
  }
};

/** Where the reader of JSON stumbled, as far as it says so; not what it read there, which may be anybody's data. */
const positionOf = (cause: unknown): Text => {
  const [, line, column] = /line (\d+) column (\d+)/.exec(String(cause)) ?? [];
  if (line === undefined) return { zh: '', en: '' };
  return { zh: `（第 ${line} 行第 ${column} 列）`, en: ` (line ${line}, column ${column})` };
};

/** Throws `FILE_NOT_READABLE`, `BAD_JSON`. */
export const readJson = async (path: string): Promise<unknown> => {
  const bytes = await readBytes(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const at = positionOf(cause);
    throw new DocketError(
      'BAD_JSON',
      { zh: `${path} 不是有效的 JSON${at.zh}`, en: `${path} is not valid JSON${at.en}` },
      { cause },
    );
  }
};

/** How the tags of a template are written: the same for every command that reads one. */
export const TAG_OPTIONS: NonNullable<Command['options']> = {
  dialect: {
    takes: 'D',
    help: {
      zh: '标签写法：docket（默认）或 docxtemplater',
      en: 'how tags are written: docket (default) or docxtemplater',
    },
  },
  open: { takes: 'X', help: { zh: '标签开始符（默认 {{）', en: 'opening delimiter (default {{)' } },
  close: { takes: 'Y', help: { zh: '标签结束符（默认 }}）', en: 'closing delimiter (default }})' } },
};

const dialectOf = (text = 'docket'): Dialect => {
  if (text === 'docket' || text === 'docxtemplater') return text;
  throw new DocketError('USAGE', {
    zh: `没有标签写法 ${text}；有：docket、docxtemplater`,
    en: `there is no dialect ${text}; there are: docket, docxtemplater`,
  });
};

export const tagOptions = (args: Arguments): CompileOptions => {
  const dialect = dialectOf(args.text('dialect'));
  const [open, close] = [args.text('open'), args.text('close')];
  if (open === undefined && close === undefined) return { dialect };
  if (open && close) return { dialect, delimiters: { open, close } };
  throw new DocketError('USAGE', {
    zh: '--open 和 --close 须同时给出',
    en: 'give --open and --close together',
  });
};

const wordFilesIn = (folder: string): readonly string[] => {
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isThere ? readdirSync(folder).filter((name) => name.endsWith('.docx')) : [];
};

/**
 * Word documents beside a template, in its folder `fragments` and in further folders, the first found by name without
 * `.docx`, for `{{> clause.warranty}}`. A file is read when the template asks for it.
 */
export const fragmentsBeside = (
  template: string,
  ...more: readonly string[]
): Readonly<Record<string, Uint8Array>> => {
  const beside = dirname(template);
  const fragments: Record<string, Uint8Array> = {};
  for (const folder of [beside, join(beside, FRAGMENTS), ...more])
    for (const file of wordFilesIn(folder)) {
      const name = file.slice(0, -'.docx'.length);
      const isOwn = folder === beside && file === basename(template);
      if (isOwn || Object.hasOwn(fragments, name)) continue;
      const get = () => readFileSync(join(folder, file));
      Object.defineProperty(fragments, name, { enumerable: true, get });
    }
  return fragments;
};
