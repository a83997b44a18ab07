import type { DocumentKind, Kind, Output } from '../kind.ts';
import { isFragmentName } from '../ooxml/grammar.ts';
import { fail, type Language, ok, type Problem, type Result } from '../result.ts';

/** The output of a kind that a file is to be the template of. */
export interface Replaced {
  readonly kind: DocumentKind;
  readonly output: Output;
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

const stemOf = (name: string): string => plain(name).replace(/\.[^.]*$/, '');

/** `quotation.en` is meant by `Quotation.en (2).xlsx`, not by `quotation.english.xlsx`. */
const beginsWith = (name: string, stem: string): boolean =>
  name.startsWith(stem) && !/^[\p{L}\p{N}]/u.test(name.slice(stem.length));

const byName = (all: readonly Replaced[], name: string): readonly Replaced[] => {
  const stem = stemOf(name);
  const found = all.filter(({ output }) => beginsWith(stem, stemOf(output.template)));
  const longest = Math.max(0, ...found.map(({ output }) => output.template.length));
  return found.filter(({ output }) => output.template.length === longest);
};

const LANGUAGE_WORDS: Readonly<Record<Language, RegExp>> = {
  zh: /(?<![a-z])(zh(-cn|-hans)?|cn|chs|chinese)(?![a-z])|中文|汉语|简体/,
  en: /(?<![a-z])(en(-us|-gb)?|eng|english)(?![a-z])|英文|英语/,
};

const byLanguage = (all: readonly Replaced[], name: string): readonly Replaced[] => {
  const stem = stemOf(name);
  const said = (['zh', 'en'] as const).filter((language) => LANGUAGE_WORDS[language].test(stem));
  return said.length === 1 ? all.filter(({ output }) => output.language === said[0]) : [];
};

const outputsOf = (kinds: Iterable<Kind>): readonly Replaced[] =>
  [...kinds].flatMap((kind) =>
    kind.type === 'document' ? kind.outputs.map((output) => ({ kind, output })) : [],
  );

const choices = (all: readonly Replaced[]): string => all.map(({ output }) => output.template).join(', ');

const unclear = (all: readonly Replaced[], whole: boolean): Problem => ({
  code: 'TEMPLATE_UNKNOWN',
  message: {
    zh: '看不出这个文件要替换哪个模板',
    en: 'it is not clear which template this file is to replace',
  },
  fix: {
    zh: `请把文件名改成以下之一再提交：${choices(all)}${whole ? '；或选好单据类型，即放进 inbox/templates/<单据类型>/' : ''}`,
    en: `give the file one of these names and send it again: ${choices(all)}${whole ? '; or choose its kind, which is to put it into inbox/templates/<kind>/' : ''}`,
  },
});

const noTemplates = (kinds: ReadonlyMap<string, Kind>, folder: string): Problem => {
  const there = [...kinds.values()].filter(({ type }) => type === 'document').map(({ id }) => id);
  return {
    code: 'KIND_UNKNOWN',
    message: {
      zh: `没有带模板的单据类型“${folder}”`,
      en: `there is no document kind “${folder}” that has templates`,
    },
    fix: {
      zh: `请放进以下文件夹之一：${there.map((id) => `templates/${id}`).join('、')}`,
      en: `put it into one of these folders: ${there.map((id) => `templates/${id}`).join(', ')}`,
    },
  };
};

const badFragmentName = (name: string): Problem => ({
  code: 'FRAGMENT_NAME',
  message: {
    zh: `“${name}”不能作片段的名称`,
    en: `“${name}” cannot be the name of a fragment`,
  },
  fix: {
    zh: '请用不含空格的名称，形如 clause.warranty.docx，对应标签 {{> clause.warranty}}',
    en: 'give it a name without spaces like clause.warranty.docx, for the tag {{> clause.warranty}}',
  },
});

/** The kind and the name of a dropped fragment: `clause.warranty` of `clause.warranty.annotated (2).docx`. */
export const fragmentNamed = (
  kinds: ReadonlyMap<string, Kind>,
  folder: string,
  file: string,
): Result<{ readonly kind: DocumentKind; readonly name: string }> => {
  const kind = kinds.get(folder);
  if (kind?.type !== 'document') return fail([noTemplates(kinds, folder)]);
  const name = file
    .normalize('NFC')
    .replace(/\.[^.]*$/, '')
    .replace(/ ?\(\d+\)$/, '')
    .replace(/\.annotated(-\d+)?$/, '');
  return isFragmentName(name) ? ok({ kind, name }) : fail([badFragmentName(name)]);
};

/**
 * Which output a dropped file is for: by its name, else by the language in its name, else the only output there is.
 * Without a folder only the full name decides. A refusal lists the choices.
 */
export const replacedBy = (
  kinds: ReadonlyMap<string, Kind>,
  folder: string | undefined,
  name: string,
): Result<Replaced> => {
  const all = outputsOf(folder === undefined ? kinds.values() : [kinds.get(folder)].filter((one) => !!one));
  if (all.length === 0) return fail([noTemplates(kinds, folder ?? '')]);
  const ways = folder === undefined ? [byName(all, name)] : [byName(all, name), byLanguage(all, name), all];
  const [only] = ways.find(({ length }) => length === 1) ?? [];
  return only ? ok(only) : fail([unclear(all, folder === undefined)]);
};
