import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { didYouMean, nearest } from './ooxml/errors.ts';
import { fail, ok, type Problem, type Result, type Text } from './result.ts';

/** A mistake whose place is known as a path only. */
export interface PathProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: Text;
  readonly fix?: Text;
}

export interface YamlFile<T> {
  /** Absent when the schema refused it. */
  readonly value?: T;
  /** What stands in the file, whatever the schema says. */
  readonly raw: unknown;
  readonly problems: readonly Problem[];
  /** Adds file and line: `company.yaml:12`. */
  readonly locate: (problem: PathProblem) => Problem;
}

/** Numbers stay text: `0.10`, a telephone or account number keep every digit. */
const NUMBER_TAGS = new Set(['tag:yaml.org,2002:int', 'tag:yaml.org,2002:float']);

/** Reads YAML against a schema; all mistakes at once, each with its line. Aliases are limited, so no file can swell. */
export function readYaml<S extends z.ZodType>(source: string, file: string, schema: S): YamlFile<z.infer<S>> {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !NUMBER_TAGS.has(tag.tag)),
  });
  const at = (line: number) => ({ cell: `${file}:${line}` });
  const locate = (problem: PathProblem): Problem => {
    const line = lineOf(document, lines, problem.path);
    return { ...problem, ...at(line), message: withLine(problem.message, line) };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) =>
      syntaxProblem(error, lines.linePos(error.pos[0]).line, at),
    );
    return { raw: undefined, problems, locate };
  }
  const plain = plainOf(document);
  if (!plain.ok) return { raw: undefined, problems: [locate(plain.error)], locate };
  const raw = plain.value;
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { value: parsed.data, raw, problems: [], locate };
  return {
    raw,
    problems: parsed.error.issues.flatMap((issue) => explain(issue, schema)).map(locate),
    locate,
  };
}

/** An alias without its anchor, or aliases of aliases that would fill the memory, throw. */
function plainOf(document: Document.Parsed): Result<unknown, PathProblem> {
  try {
    return ok(document.toJS({ maxAliasCount: 20 }));
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    return fail({
      code: 'YAML_ALIAS',
      path: [],
      message: { zh: `别名（*）无法展开（${detail}）`, en: `An alias (*) cannot be resolved (${detail})` },
    });
  }
}

const withLine = ({ zh, en }: Text, line: number): Text => ({
  zh: `第 ${line} 行：${zh}`,
  en: `Line ${line}: ${en}`,
});

function syntaxProblem(
  error: { readonly code: string; readonly message: string },
  line: number,
  at: (line: number) => { cell: string },
): Problem {
  const isTwice = error.code === 'DUPLICATE_KEY';
  const message = isTwice
    ? { zh: '同一个键写了两次', en: 'The same key stands here twice' }
    : { zh: `YAML 写法有误（${error.message}）`, en: `This is not valid YAML (${error.message})` };
  return { code: isTwice ? 'YAML_KEY_TWICE' : 'YAML_SYNTAX', ...at(line), message: withLine(message, line) };
}

/** Line of the key (or list entry) that the path names, or of the nearest thing around it that exists. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly (string | number)[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const step of path) {
    const found = child(node, step);
    if (!found) break;
    offset = found.start;
    node = found.node;
  }
  return lines.linePos(offset).line;
}

function child(node: unknown, step: string | number): { start: number; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair && { start: startOf(pair.key), node: pair.value };
  }
  if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
    return { start: startOf(node.items[step]), node: node.items[step] };
  }
  return undefined;
}

const startOf = (node: unknown): number => (node as Node | undefined)?.range?.[0] ?? 0;

const named = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

function explain(issue: z.core.$ZodIssue, schema: z.ZodType): PathProblem[] {
  const path = named(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => unknownKey(key, [...path, key], known));
  }
  const key = String(path.at(-1) ?? '');
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined')) {
    return [{ code: 'KEY_MISSING', path, message: { zh: `缺少“${key}”`, en: `“${key}” is missing` } }];
  }
  const { zh, en } = wish(issue);
  return [
    {
      code: issue.code === 'invalid_format' && issue.format === 'date' ? 'BAD_DATE' : 'BAD_VALUE',
      path,
      message: { zh: `“${key}”的值不对：${zh}`, en: `The value of “${key}” is wrong: ${en}` },
    },
  ];
}

function unknownKey(key: string, path: readonly (string | number)[], known: readonly string[]): PathProblem {
  const guess = didYouMean(nearest(key, known));
  const message = { zh: `不认识的键“${key}”`, en: `Unknown key “${key}”` };
  const fix = guess ?? { zh: `可用的键：${known.join('、')}`, en: `Known keys: ${known.join(', ')}` };
  return { code: 'KEY_UNKNOWN', path, message, fix };
}

const FORMATS: Readonly<Record<string, Text>> = {
  date: { zh: '须为真实存在的日期，如 2026-10-12', en: 'it must be a day that exists, like 2026-10-12' },
  datetime: {
    zh: '须为带时区的时间，如 2026-10-12T09:00:00+08:00',
    en: 'it must be a time with its zone, like 2026-10-12T09:00:00+08:00',
  },
  email: { zh: '须为电子邮件地址', en: 'it must be an e-mail address' },
};

/** What the value ought to be, in words. */
function wish(issue: z.core.$ZodIssue): Text {
  if (issue.code === 'invalid_format') {
    const pattern = issue.pattern ?? issue.format;
    return FORMATS[issue.format] ?? { zh: `写法须符合 ${pattern}`, en: `it must be written as ${pattern}` };
  }
  if (issue.code === 'invalid_value') {
    const list = issue.values.map(String);
    return { zh: `须为 ${list.join('、')} 之一`, en: `it must be one of ${list.join(', ')}` };
  }
  if (issue.code === 'too_small')
    return { zh: `不得少于 ${issue.minimum}`, en: `it must have or be at least ${issue.minimum}` };
  if (issue.code === 'too_big')
    return { zh: `不得超过 ${issue.maximum}`, en: `it must have or be at most ${issue.maximum}` };
  if (issue.code === 'invalid_type')
    return {
      zh: `须为${TYPES[issue.expected] ?? issue.expected}`,
      en: `it must be of type ${issue.expected}`,
    };
  return { zh: issue.message, en: issue.message };
}

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  object: '一组键值',
  array: '列表',
  record: '一组键值',
};

function keysAt(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  let here: z.ZodType = unwrap(schema);
  for (const step of path) {
    if (here instanceof z.ZodObject) here = unwrap(here.shape[step] as z.ZodType);
    else if (here instanceof z.ZodArray) here = unwrap(here.element as z.ZodType);
    else if (here instanceof z.ZodRecord) here = unwrap(here.valueType as z.ZodType);
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
