import type { Language } from '../../functions/core/result.ts';

export type Format = 'word' | 'excel';

/** A template and what it becomes, as the guide shows both. */
export interface Example {
  readonly format: Format;
  readonly name: string;
  readonly template: string;
  readonly result: string;
}

/** One tag with a value and what it prints. */
export interface Trial {
  readonly tag: string;
  /** Undefined: the data has none. */
  readonly value: unknown;
  readonly result: string;
}

/** A mistake, what makes it, and what is said of it. */
export interface MistakeRow {
  readonly code: string;
  readonly format: Format;
  /** Paragraphs of a document, or cells of a row; none where the guide shows no example. */
  readonly parts: readonly string[];
  readonly message: string;
}

export interface Guide {
  readonly text: string;
  readonly language: Language;
  readonly data: Readonly<Record<string, unknown>>;
  readonly examples: readonly Example[];
  /** Templates with mistakes; their result is what is said of them. */
  readonly refused: readonly Example[];
  /** Documents that examples include, by name. */
  readonly fragments: readonly Pick<Example, 'name' | 'template'>[];
  readonly trials: readonly Trial[];
  readonly mistakes: readonly MistakeRow[];
}

/** The guide of each language, by its file in `templates/`. */
export const GUIDES: readonly (readonly [Language, string])[] = [
  ['zh', 'README.md'],
  ['en', 'README.en.md'],
];

/** What stands below `<!-- word … -->`, up to the next such mark. */
interface Marked {
  readonly words: readonly string[];
  readonly below: string;
}

const marksOf = (text: string): readonly Marked[] =>
  text
    .split(/^<!-- /m)
    .slice(1)
    .map((piece) => {
      const end = piece.indexOf(' -->');
      return { words: piece.slice(0, end).split(' '), below: piece.slice(end + 4) };
    });

const fencesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, inside = '']) => inside.trimEnd());

/** Cells of the rows of the first table, without its head. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const table = /(?:^\|.*\n)+/m.exec(text)?.[0] ?? '';
  const rows = table.trimEnd().split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.replaceAll('\\|', '|').trim()),
  );
}

/** What a cell shows as code; a text with backquotes of its own stands between two of them. */
const codeOf = (cell: string): readonly string[] =>
  [...cell.matchAll(/(`+) ?(.*?) ?\1(?!`)/g)].map(([, , inside = '']) => inside);

const JSON_VALUE = /^(?:[[{"]|(?:true|false|null)$)/;

const dataOf = (text: string | undefined): unknown =>
  text !== undefined && JSON_VALUE.test(text) ? JSON.parse(text) : text;

const trialOf = ([tag = '', value = '', result = '']: readonly string[]): Trial => ({
  tag: codeOf(tag)[0] ?? '',
  value: dataOf(codeOf(value)[0]),
  result: codeOf(result)[0] ?? '',
});

const mistakeOf = (format: Format, [code = '', made = '', message = '']: readonly string[]): MistakeRow => ({
  code: codeOf(code)[0] ?? '',
  format,
  parts: codeOf(made),
  message,
});

const isFormat = (word: string | undefined): word is Format => word === 'word' || word === 'excel';

const exampleOf = ({ words: [, format, name = ''], below }: Marked): readonly Example[] => {
  const [template = '', result = ''] = fencesOf(below);
  return isFormat(format) ? [{ format, name, template, result }] : [];
};

/** Reads what a guide marks as `data`, `example`, `refused`, `fragment`, `values` and `mistakes`. */
export function readGuide(text: string, language: Language): Guide {
  const marked = Map.groupBy(marksOf(text), ({ words }) => words[0]);
  const all = (word: string): readonly Marked[] => marked.get(word) ?? [];
  return {
    text,
    language,
    data: JSON.parse(fencesOf(all('data')[0]?.below ?? '')[0] ?? '{}'),
    examples: all('example').flatMap(exampleOf),
    refused: all('refused').flatMap(exampleOf),
    fragments: all('fragment').map(({ words: [, name = ''], below }) => ({
      name,
      template: fencesOf(below)[0] ?? '',
    })),
    trials: all('values').flatMap(({ below }) => rowsOf(below).map(trialOf)),
    mistakes: all('mistakes').flatMap(({ words: [, format], below }) =>
      isFormat(format) ? rowsOf(below).map((row) => mistakeOf(format, row)) : [],
    ),
  };
}

/** Cells of `| a | {{b | money}} |`; a bar inside a tag is no border. */
export const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .slice(1, -1)
    .split(/\|(?![^{]*\}\})/)
    .map((cell) => cell.trim());

export const isRow = (line: string): boolean => /^\|.*\|$/.test(line.trim());
