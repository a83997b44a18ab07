import Big from 'big.js';
import { parseDate } from '../business/dates.ts';
import { parseQuantity } from '../business/quantity.ts';
import type { Choice, FieldMeta, FieldType } from '../fields.ts';
import { nearest } from '../ooxml/errors.ts';
import { fail, ok, type Problem, type Result } from '../result.ts';
import { exampleOf, problem, quoted } from './problems.ts';
import type { Cell } from './source.ts';
import { plainTitle } from './titles.ts';

type Read = (meta: FieldMeta, cell: Cell) => Result<unknown, Problem>;

/**
 * Value of a cell that is not blank, in the form that the field's schema takes. The problem has no place yet.
 * Limits and patterns are the schema's business, not looked at here.
 */
export const coerce = (meta: FieldMeta, cell: Cell): Result<unknown, Problem> => {
  if (cell.type === 'error') return fail(errorCell(cell));
  if (cell.type === 'formula-without-value') return fail(emptyFormula());
  return READERS[meta.type](meta, cell);
};

const errorCell = (cell: Cell): Problem =>
  problem('CELL_ERROR', `单元格是错误值 ${cell.text}`, `The cell holds the error ${cell.text}`, [
    '请修正公式，或直接填写数值',
    'Mend the formula, or type the value itself',
  ]);

const emptyFormula = (): Problem =>
  problem('CELL_FORMULA', '公式没有保存计算结果', 'The formula was saved without its result', [
    '请在 Excel 或 WPS 中打开、重新计算并保存，或直接填写数值',
    'Open the file in Excel or WPS, recalculate and save it, or type the value itself',
  ]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a document
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/;

const readText: Read = (_meta, cell) => {
  const text = writtenText(cell).replaceAll(/\r\n?/g, '\n').trim();
  if (!INVISIBLE.test(text) && text.isWellFormed()) return ok(text);
  return fail(
    problem('TEXT_INVISIBLE', '文字里有看不见的控制字符', 'The text holds invisible control characters', [
      '请删除后重新输入',
      'Delete the text and type it again',
    ]),
  );
};

const writtenText = (cell: Cell): string => {
  if (cell.type === 'date') return dayOf(cell);
  return cell.type === 'number' ? (storedNumber(cell)?.toFixed() ?? cell.text) : cell.text;
};

const dayOf = (cell: Cell): string => (cell.date ?? cell.text).slice(0, 10);

/** Spreadsheets keep 15 significant digits and store 1.1 as 1.1000000000000001. */
const DIGITS = 15;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)$/;

const storedNumber = (cell: Cell): Big | undefined => {
  const value = Number(cell.text);
  if (!Number.isFinite(value) || Math.abs(value) > 1e20) return undefined;
  return Math.abs(value) < 1e-20 ? new Big(0) : new Big(value).prec(DIGITS, Big.roundHalfUp);
};

/** `5%` is 5 where the label says %, else 0.05. */
const percentOf = ({ label, unit }: FieldMeta): string =>
  `${label.zh}${unit?.zh ?? ''}`.includes('%') ? '1' : '0.01';

const writtenNumber = (meta: FieldMeta, text: string): Big | undefined => {
  const clean = text.normalize('NFKC').replaceAll(/\s/g, '').replace(/^¥/, '');
  const isPercent = clean.endsWith('%');
  const figure = isPercent ? clean.slice(0, -1) : clean;
  if (figure.length > 40 || !(PLAIN.test(figure) || GROUPED.test(figure))) return undefined;
  const number = new Big(figure.replaceAll(',', '').replace('+', '').replace(/\.$/, ''));
  return isPercent ? number.times(percentOf(meta)) : number;
};

/** People who see 5 % in a cell mean 5 where the label says %. */
const shownNumber = (meta: FieldMeta, cell: Cell): Big | undefined => {
  const stored = storedNumber(cell);
  return cell.percent ? stored?.times(100).times(percentOf(meta)) : stored;
};

const numberOf = (meta: FieldMeta, cell: Cell): Big | undefined => {
  if (cell.type === 'number') return shownNumber(meta, cell);
  return cell.type === 'text' ? writtenNumber(meta, cell.text) : undefined;
};

const notNumber = (meta: FieldMeta, cell: Cell): Problem => {
  const value = quoted(meta, cell.text);
  const hint = exampleOf(meta);
  return problem('NUMBER_FORM', `${value.zh}不是数字`, `${value.en} is not a number`, [
    `请只填数字${hint.zh}`,
    `Write digits only${hint.en}`,
  ]);
};

const readDecimal: Read = (meta, cell) => {
  const number = numberOf(meta, cell);
  return number === undefined ? fail(notNumber(meta, cell)) : ok(number.toFixed());
};

const readInteger: Read = (meta, cell) => {
  const number = numberOf(meta, cell);
  if (number === undefined) return fail(notNumber(meta, cell));
  if (number.round(0, Big.roundDown).eq(number)) return ok(number.toNumber());
  const value = quoted(meta, cell.text);
  const hint = exampleOf(meta);
  return fail(
    problem('INTEGER_FORM', `${value.zh}不是整数`, `${value.en} is not a whole number`, [
      `请填整数${hint.zh}`,
      `Write a whole number${hint.en}`,
    ]),
  );
};

const readQuantity: Read = (meta, cell) => {
  const number = numberOf(meta, cell);
  const result = parseQuantity(number === undefined ? cell.text : number.toFixed());
  return result.ok ? ok(result.value.quantity) : withValue(meta, cell, result.error);
};

const readDate: Read = (meta, cell) => {
  if (cell.type === 'date') return ok(dayOf(cell));
  const result = parseDate(cell.text);
  return result.ok ? result : withValue(meta, cell, result.error);
};

const withValue = (meta: FieldMeta, cell: Cell, found: Problem): Result<never, Problem> => {
  const value = quoted(meta, cell.text);
  const message = { zh: `${value.zh}：${found.message.zh}`, en: `${value.en}: ${found.message.en}` };
  return fail({ ...found, message });
};

const readChoice: Read = (meta, cell) => {
  const choices = meta.choices ?? [];
  const wanted = plainTitle(cell.text);
  const isMeant = ({ value, label }: Choice): boolean =>
    [value, label.zh, label.en, `${label.zh}${label.en}`].some((name) => plainTitle(name) === wanted);
  const found = choices.find((choice) => choice.value === cell.text.trim()) ?? choices.find(isMeant);
  return found ? ok(found.value) : fail(notOffered(meta, choices, cell.text));
};

const notOffered = (meta: FieldMeta, choices: readonly Choice[], text: string): Problem => {
  const names = choices.flatMap(({ value, label }) => [label.zh, label.en, value]);
  const near = nearest(text.trim().slice(0, 100), names);
  const value = quoted(meta, text);
  const [zh, en] = [choices.map((c) => c.label.zh).join('、'), choices.map((c) => c.label.en).join(', ')];
  return problem('CHOICE_UNKNOWN', `${value.zh}不在可选范围内`, `${value.en} is not one of the choices`, [
    `${near === undefined ? '' : `是否应为“${near}”？`}可选：${zh}`,
    `${near === undefined ? '' : `Did you mean "${near}"? `}Choose one of: ${en}`,
  ]);
};

const YES = new Set(['是', '有', 'y', 'yes', 'true', '1', '√', '✓', '✔']);
const NO = new Set(['否', '无', '不', '没有', 'n', 'no', 'false', '0', '×', '✗']);

const readYesNo: Read = (meta, cell) => {
  const text = cell.text.normalize('NFKC').trim().toLowerCase();
  if (YES.has(text)) return ok(true);
  if (NO.has(text)) return ok(false);
  const value = quoted(meta, cell.text);
  return fail(
    problem('YES_NO_FORM', `${value.zh}看不出是或否`, `${value.en} is neither yes nor no`, [
      '请填 是 或 否',
      'Write 是 (yes) or 否 (no)',
    ]),
  );
};

const readDigits: Read = (_meta, cell) => {
  const written = cell.text.normalize('NFKC').trim().replace(/^'/, '');
  const text = /^[\d\s]+$/.test(written) ? written.replaceAll(/\s/g, '') : written;
  if (cell.type === 'text' && !/^\d(\.\d+)?e\+\d+$/i.test(text)) return ok(text);
  return fail(
    problem(
      'DIGITS_LOST',
      '号码被存成了数值，开头的 0 和 15 位以后的数字可能已经丢失',
      'The number was stored as a figure: leading zeros and all digits after the 15th may be lost',
      ['请将该列设为文本，再重新输入号码', 'Format the column as text, then type the number again'],
    ),
  );
};

const READERS: Readonly<Record<FieldType, Read>> = {
  text: readText,
  decimal: readDecimal,
  integer: readInteger,
  date: readDate,
  choice: readChoice,
  'yes-no': readYesNo,
  quantity: readQuantity,
  digits: readDigits,
};
