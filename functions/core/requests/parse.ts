import type { z } from 'zod';
import type { Field, Table } from '../fields.ts';
import type { Context, Kind } from '../kind.ts';
import { fail, ok, type Problem, type Result } from '../result.ts';
import { askRules, within } from '../rules.ts';
import { exampleOf, problem, quoted } from './problems.ts';
import { fieldOf, type Path, placed, type RawRequest } from './raw.ts';

type Issue = z.core.$ZodIssue;

type Input = Readonly<Record<string, unknown>>;

/** Input of the request, or what is wrong with its cells, in the order of the kind's fields, each with its cell. */
export const parseRequest = (kind: Kind, raw: RawRequest): Result<Input> => {
  const parsed = kind.input.safeParse(raw.values);
  const isUnread = within([...placesOf(raw.problems), ...raw.unknown]);
  const issues = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(kind, raw, issue));
  const problems = [...raw.problems, ...issues.filter(({ path }) => !isUnread(path ?? []))];
  if (parsed.success && problems.length === 0 && raw.unknown.length === 0) return ok(parsed.data);
  return fail(sorted(kind, raw, problems));
};

/**
 * Every mistake of a request, those of its cells and those against the kind's rules; none when it is right.
 * `parsed` is what its cells said. No rule is asked about what is wrong or missing.
 */
export const mistakesOf = (
  kind: Kind,
  raw: RawRequest,
  parsed: Result<Input>,
  context: Context,
): readonly Problem[] => {
  if (parsed.ok) return sorted(kind, raw, askRules(kind.rules, { values: parsed.value, wrong: [] }, context));
  const wrong = [...placesOf(parsed.error), ...raw.unknown];
  const values = rightOf(kind, raw.values, wrong);
  return sorted(kind, raw, [...parsed.error, ...askRules(kind.rules, { values, wrong }, context)]);
};

const placesOf = (problems: readonly Problem[]): Path[] =>
  problems.flatMap(({ path }) => (path ? [path] : []));

/** The part of a request that is right, as its schema reads it. */
const rightOf = (kind: Kind, values: Input, wrong: readonly Path[]): Input => {
  const isWrong = within(wrong);
  const read = (members: readonly (Field | Table)[], given: Input, at: Path): [string, unknown][] =>
    members.flatMap(({ name, schema }): [string, unknown][] => {
      const value = isWrong([...at, name]) ? undefined : schema.safeParse(given[name]).data;
      return value === undefined ? [] : [[name, value]];
    });
  const tables = kind.shape.tables.flatMap((table): [string, unknown][] => {
    const { name, fields } = table;
    const rows = values[name];
    if (!Array.isArray(rows)) return read([table], values, []);
    return [[name, rows.map((row: Input, i) => Object.fromEntries(read(fields, row, [name, i])))]];
  });
  return Object.fromEntries([...read(kind.shape.fields, values, []), ...tables]);
};

/** Adds cell and label to problems that the kind found later and that know only their path. */
export const locate = (raw: RawRequest, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((found) => placed(raw, found));

/** In the order of the kind's fields: those of the request, then table by table, row by row. */
const sorted = (kind: Kind, raw: RawRequest, problems: readonly Problem[]): Problem[] => {
  const { fields, tables } = kind.shape;
  const names = new Map([...fields, ...tables].map(({ name }, at) => [name, at]));
  const columns = new Map(tables.map((table) => [table.name, table.fields.map(({ name }) => name)]));
  const rank = ({ path = [] }: Problem): readonly [number, number, number] => {
    const [first, row, field] = path;
    const column = columns.get(String(first))?.indexOf(String(field)) ?? -1;
    return [names.get(String(first)) ?? -1, typeof row === 'number' ? row : -1, column];
  };
  return problems
    .map((found) => ({ found: placed(raw, found), rank: rank(found) }))
    .toSorted((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
    .map(({ found }) => found);
};

const valueAt = (values: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, part) => (value as Record<string | number, unknown> | undefined)?.[part],
    values,
  );

const explain = (kind: Kind, raw: RawRequest, issue: Issue): Problem[] => {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(raw.values, path);
  const field = fieldOf(kind, path);
  if (issue.code === 'custom') return [{ ...ownMessage(issue), path }];
  if (field === undefined) return [{ ...ofTable(kind, path, issue), path }];
  const cell = raw.cellOf(path);
  return [{ ...(value === undefined ? missing(field, cell) : wrong(field, issue, String(value))), path }];
};

const ownMessage = (issue: Issue & { readonly params?: Record<string, unknown> | undefined }): Problem => {
  const { code, zh, en } = issue.params ?? {};
  const text = (given: unknown): string => (typeof given === 'string' ? given : issue.message);
  return { code: typeof code === 'string' ? code : 'RULE', message: { zh: text(zh), en: text(en) } };
};

const missing = ({ meta }: Field, cell: string | undefined): Problem => {
  const at = cell === undefined ? '' : cell.slice(cell.lastIndexOf('!') + 1);
  const hint = exampleOf(meta);
  const choices = meta.choices?.map(({ label }) => label);
  const zh = choices ? `，可选：${choices.map((label) => label.zh).join('、')}` : hint.zh;
  const en = choices ? `; choose one of: ${choices.map((label) => label.en).join(', ')}` : hint.en;
  return problem('REQUIRED', `“${meta.label.zh}”必填`, `"${meta.label.en}" is required`, [
    `请在 ${at} 填写${zh}`,
    `Fill in ${at}${en}`,
  ]);
};

const ofTable = (kind: Kind, path: Path, issue: Issue): Problem => {
  const table = kind.shape.tables.find(({ name }) => name === path[0]);
  const label = table?.label ?? { zh: String(path[0] ?? ''), en: String(path[0] ?? '') };
  if (table && issue.code === 'too_big')
    return problem(
      'ROWS_MANY',
      `“${label.zh}”最多 ${issue.maximum} 行`,
      `"${label.en}" takes at most ${issue.maximum} rows`,
      ['请分成几份申请', 'Split it into several requests'],
    );
  if (table)
    return problem('REQUIRED', `“${label.zh}”至少要有一行`, `"${label.en}" needs at least one row`, [
      '请在标题行下面填写',
      'Fill in a row below the titles',
    ]);
  return { code: 'RULE', message: { zh: issue.message, en: issue.message } };
};

const wrong = (field: Field, issue: Issue, value: string): Problem => {
  const { meta } = field;
  if (meta.type === 'decimal' || meta.type === 'quantity') return wrongNumber(meta, value);
  if (issue.code === 'too_big' && issue.origin === 'string')
    return tooLong(meta, Number(issue.maximum), value.length);
  if (issue.code === 'too_big' || issue.code === 'too_small') return outOfRange(meta, issue, value);
  return wrongForm(meta, value);
};

type Meta = Field['meta'];

const tooLong = (meta: Meta, most: number, length: number): Problem =>
  problem(
    'TOO_LONG',
    `“${meta.label.zh}”有 ${length} 个字符，最多 ${most} 个`,
    `"${meta.label.en}" has ${length} characters; at most ${most} are allowed`,
    ['请缩短内容', 'Shorten the text'],
  );

const outOfRange = (meta: Meta, issue: Issue, value: string): Problem => {
  const shown = quoted(meta, value);
  const isBig = issue.code === 'too_big';
  const limit = issue.code === 'too_big' ? issue.maximum : issue.code === 'too_small' ? issue.minimum : '';
  return problem(
    'OUT_OF_RANGE',
    `${shown.zh}超出范围：${isBig ? '最大' : '最小'} ${limit}`,
    `${shown.en} is out of range: ${isBig ? 'at most' : 'at least'} ${limit}`,
    [
      `请填${isBig ? '不大于' : '不小于'} ${limit} 的数`,
      `Write a number that is ${isBig ? 'at most' : 'at least'} ${limit}`,
    ],
  );
};

const wrongNumber = (meta: Meta, value: string): Problem => {
  const shown = quoted(meta, value);
  const places = value.split('.')[1]?.length ?? 0;
  if (value.startsWith('-'))
    return problem('NEGATIVE', `${shown.zh}不能是负数`, `${shown.en} must not be negative`, [
      '请填 0 或正数',
      'Write 0 or more',
    ]);
  if (meta.scale !== undefined && places > meta.scale)
    return problem(
      'TOO_PRECISE',
      `${shown.zh}小数位太多：最多 ${meta.scale} 位`,
      `${shown.en} has too many decimals: at most ${meta.scale}`,
      [`请四舍五入到 ${meta.scale} 位小数`, `Round it to ${meta.scale} decimals`],
    );
  return problem(
    'TOO_LARGE',
    `${shown.zh}太大：整数部分最多 12 位`,
    `${shown.en} is too large: at most 12 digits before the point`,
    ['请检查小数点和单位', 'Check the decimal point and the unit'],
  );
};

const wrongForm = (meta: Meta, value: string): Problem => {
  const shown = quoted(meta, value);
  const hint = exampleOf(meta);
  return problem(
    'WRONG_FORM',
    `${shown.zh}不符合“${meta.label.zh}”的格式`,
    `${shown.en} is not in the form of "${meta.label.en}"`,
    [
      `${meta.help?.zh ?? '请检查后重新填写'}${hint.zh}`,
      `${meta.help?.en ?? 'Check it and write it again'}${hint.en}`,
    ],
  );
};
