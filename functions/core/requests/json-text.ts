import { fail, ok, type Problem, type Result } from '../result.ts';
import { problem } from './problems.ts';
import type { JsonValue } from './source.ts';

/** What a reader of JSON takes beyond the grammar. */
interface Rules {
  readonly deepest: number;
  /** May a number with these characters be taken for this value? */
  readonly takesNumber: (token: string, value: number) => boolean;
}

/** What people send: a number with more than 15 digits would lose some of them. */
const REQUESTS: Rules = {
  deepest: 20,
  takesNumber: (token) => token.replace(/e.*$/i, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').length <= 15,
};

/** What the ledger holds: numbers that every program reads the same (RFC 7493). */
export const EXACT: Rules = {
  deepest: 200,
  takesNumber: (token, value) => !/^-?\d+$/.test(token) || Number.isSafeInteger(value),
};

const TOKEN = /[\t\n\r ]*(?:([{}[\],:"])|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/uy;

class JsonMistake extends Error {
  readonly at: number;
  readonly problem: Problem;
  constructor(at: number, found: Problem) {
    super(found.code);
    this.at = at;
    this.problem = found;
  }
}

const REFUSED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * JSON by RFC 8259, stricter: no member twice, no `__proto__`, no half of a surrogate pair, at most 20 levels, no
 * number that would lose digits. The problem says line and column.
 */
export const parseJson = (text: string, rules: Rules = REQUESTS): Result<JsonValue> => {
  try {
    const reader = new Reader(text, rules);
    const value = reader.value(0);
    reader.end();
    return ok(value);
  } catch (error) {
    if (error instanceof JsonMistake) return fail([{ ...error.problem, cell: positionOf(text, error.at) }]);
    throw error;
  }
};

const positionOf = (text: string, at: number): string => {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return `L${line}:${at - before.lastIndexOf('\n')}`;
};

const syntax = (): Problem =>
  problem('JSON_SYNTAX', 'JSON 格式不正确', 'This is not valid JSON', [
    '请检查此处的逗号、引号和括号',
    'Check commas, quotes and brackets at this place',
  ]);

/** Far more than 20,000 requests need, and little enough to hold in memory. */
const MOST_VALUES = 3_000_000;

const tooMany = (): Problem =>
  problem('TOO_LARGE', 'JSON 中的数据过多', 'There are too many values in the JSON', [
    '请拆成几个文件',
    'Split it into several files',
  ]);

class Reader {
  readonly #text: string;
  readonly #rules: Rules;
  #at = 0;
  #values = 0;

  constructor(text: string, rules: Rules) {
    this.#text = text;
    this.#rules = rules;
  }

  value(depth: number): JsonValue {
    this.#values += 1;
    if (this.#values > MOST_VALUES) throw new JsonMistake(this.#at, tooMany());
    const token = this.#next();
    if (token === '{' || token === '[') {
      if (depth >= this.#rules.deepest) throw new JsonMistake(this.#at, tooDeep(this.#rules.deepest));
      return token === '{' ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (token.startsWith('"')) return this.#string(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (!/^[-\d]/.test(token)) throw new JsonMistake(this.#at, syntax());
    return this.#number(token);
  }

  end(): void {
    if (/[^\t\n\r ]/.test(this.#text.slice(this.#at))) throw new JsonMistake(this.#at, syntax());
  }

  #next(): string {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (found === null) throw new JsonMistake(this.#at, syntax());
    this.#at = TOKEN.lastIndex;
    return found[1] === '"' ? this.#quoted() : (found[1] ?? found[2] ?? found[3] ?? '');
  }

  /** The string token whose opening quote has been read, quotes included; of any length without a deep stack. */
  #quoted(): string {
    const from = this.#at - 1;
    for (let code = 0; ; this.#at++) {
      code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (code === 0x5c) this.#at++;
      else if (!(code >= 0x20)) throw new JsonMistake(this.#at, syntax());
    }
    this.#at++;
    return this.#text.slice(from, this.#at);
  }

  #isNext(token: string): boolean {
    const before = this.#at;
    if (this.#next() === token) return true;
    this.#at = before;
    return false;
  }

  #object(depth: number): JsonValue {
    const members = new Map<string, JsonValue>();
    if (this.#isNext('}')) return {};
    do {
      const token = this.#next();
      if (!token.startsWith('"')) throw new JsonMistake(this.#at, syntax());
      const name = this.#string(token);
      if (members.has(name)) throw new JsonMistake(this.#at, twice(name));
      if (REFUSED.has(name)) throw new JsonMistake(this.#at, refused(name));
      if (this.#next() !== ':') throw new JsonMistake(this.#at, syntax());
      members.set(name, this.value(depth));
    } while (this.#goesOn('}'));
    return Object.fromEntries(members);
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    if (this.#isNext(']')) return items;
    do items.push(this.value(depth));
    while (this.#goesOn(']'));
    return items;
  }

  #goesOn(close: string): boolean {
    const token = this.#next();
    if (token !== ',' && token !== close) throw new JsonMistake(this.#at, syntax());
    return token === ',';
  }

  #string(token: string): string {
    const value = token.includes('\\') ? this.#unescaped(token) : token.slice(1, -1);
    if (!value.isWellFormed()) throw new JsonMistake(this.#at, halfPair());
    return value;
  }

  #unescaped(token: string): string {
    try {
      return JSON.parse(token) as string;
    } catch {
      throw new JsonMistake(this.#at, syntax());
    }
  }

  #number(token: string): number {
    const value = Number(token);
    if (!this.#rules.takesNumber(token, value) || !Number.isFinite(value))
      throw new JsonMistake(this.#at, tooPrecise());
    return value;
  }
}

const tooDeep = (deepest: number): Problem =>
  problem('JSON_DEEP', `JSON 嵌套超过 ${deepest} 层`, `The JSON is nested more than ${deepest} levels deep`, [
    '请去掉多余的嵌套：申请里只有字段和明细行',
    'Take out what is nested: a request has fields and rows only',
  ]);

const halfPair = (): Problem =>
  problem(
    'JSON_TEXT',
    '文字中有残缺的字符（半个代理对）',
    'A text holds half a character (a lone surrogate)',
    ['请重新输入此处文字', 'Type this text again'],
  );

const twice = (name: string): Problem =>
  problem(
    'JSON_TWICE',
    `成员“${name.slice(0, 40)}”出现两次`,
    `The member "${name.slice(0, 40)}" comes twice`,
    ['请只保留一个', 'Keep one of them'],
  );

const refused = (name: string): Problem =>
  problem('JSON_NAME', `不接受名为“${name}”的成员`, `A member called "${name}" is not accepted`, [
    '请删除它',
    'Delete it',
  ]);

const tooPrecise = (): Problem =>
  problem(
    'JSON_NUMBER',
    '数字超过 15 位，会丢失精度',
    'A number with more than 15 digits would lose some of them',
    ['请加上引号，写成字符串', 'Put it in quotes, as a string'],
  );
