import { compare, type Item, type Value } from './values.ts';

/**
 * Condition and update expressions over top-level attributes: what the transactions of the front need. Stricter
 * than AWS in one way: an attribute is named by a #placeholder, so that no reserved word ever slips through.
 */

export class ValidationError extends Error {}

export interface Expression {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?\w+)/y;

const tokens = (text: string): string[] => {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match?.[1]) throw new ValidationError(`Invalid expression at ${at}: ${text}`);
    found.push(match[1]);
  }
  return found;
};

/** Reads one expression; every placeholder that is asked for is remembered. */
class Reader {
  private readonly list: readonly string[];
  private at = 0;
  private readonly given: Expression;
  private readonly used: Set<string>;

  constructor(text: string, given: Expression, used: Set<string>) {
    this.list = tokens(text);
    this.given = given;
    this.used = used;
  }

  get done(): boolean {
    return this.at >= this.list.length;
  }

  next(): string {
    const token = this.list[this.at];
    if (token === undefined) throw new ValidationError('Invalid expression: it ends too early');
    this.at += 1;
    return token;
  }

  /** Takes the token if it is the next one; keywords in any case. */
  take(token: string): boolean {
    if (this.list[this.at]?.toUpperCase() !== token.toUpperCase()) return false;
    this.at += 1;
    return true;
  }

  need(token: string): void {
    if (!this.take(token)) throw new ValidationError(`Invalid expression: ${token} expected`);
  }

  name(): string {
    const token = this.next();
    const name = this.given.ExpressionAttributeNames?.[token];
    if (name === undefined) throw new ValidationError(`Invalid expression: ${token} is no defined #name`);
    this.used.add(token);
    return name;
  }

  /** A :value, or what an attribute of the item holds. */
  operand(item: Item): Value | undefined {
    if (!this.list[this.at]?.startsWith(':')) return item[this.name()];
    const token = this.next();
    const value = this.given.ExpressionAttributeValues?.[token];
    if (value === undefined) throw new ValidationError(`Invalid expression: ${token} is not defined`);
    this.used.add(token);
    return value;
  }
}

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const comparison = (reader: Reader, item: Item): boolean => {
  const left = reader.operand(item);
  const operator = reader.next();
  const right = reader.operand(item);
  const order = left && right ? compare(left, right) : undefined;
  if (operator === '<>') return order !== 0;
  const holds = OPERATORS[operator];
  if (!holds) throw new ValidationError(`Invalid expression: ${operator} is no operator`);
  return order !== undefined && holds(order);
};

const called = (reader: Reader, item: Item, test: (value: Value | undefined) => boolean): boolean => {
  reader.need('(');
  const result = test(item[reader.name()]);
  reader.need(')');
  return result;
};

const term = (reader: Reader, item: Item): boolean => {
  if (reader.take('NOT')) return !term(reader, item);
  if (reader.take('attribute_exists')) return called(reader, item, (value) => value !== undefined);
  if (reader.take('attribute_not_exists')) return called(reader, item, (value) => value === undefined);
  if (!reader.take('(')) return comparison(reader, item);
  const result = either(reader, item);
  reader.need(')');
  return result;
};

// both sides are always read, or the rest of the text would be left over
const both = (reader: Reader, item: Item): boolean => {
  let result = term(reader, item);
  while (reader.take('AND')) result = term(reader, item) && result;
  return result;
};

const either = (reader: Reader, item: Item): boolean => {
  let result = both(reader, item);
  while (reader.take('OR')) result = both(reader, item) || result;
  return result;
};

const sum = (left: Value | undefined, right: Value | undefined, sign: 1 | -1): Value => {
  if (left?.N === undefined || right?.N === undefined)
    throw new ValidationError('An operand in the update expression has an incorrect data type');
  return { N: String(Number(left.N) + sign * Number(right.N)) };
};

const operandOfSet = (reader: Reader, item: Item): Value | undefined => {
  if (!reader.take('if_not_exists')) return reader.operand(item);
  reader.need('(');
  const held = item[reader.name()];
  reader.need(',');
  const other = reader.operand(item);
  reader.need(')');
  return held ?? other;
};

const assign = (reader: Reader, before: Item, after: Record<string, Value>): void => {
  const name = reader.name();
  reader.need('=');
  let value = operandOfSet(reader, before);
  if (reader.take('+')) value = sum(value, operandOfSet(reader, before), 1);
  else if (reader.take('-')) value = sum(value, operandOfSet(reader, before), -1);
  if (value === undefined)
    throw new ValidationError(
      'The provided expression refers to an attribute that does not exist in the item',
    );
  after[name] = value;
};

const clause = (reader: Reader, before: Item, after: Record<string, Value>): void => {
  if (reader.take('SET')) {
    do assign(reader, before, after);
    while (reader.take(','));
  } else if (reader.take('REMOVE')) {
    do delete after[reader.name()];
    while (reader.take(','));
  } else if (reader.take('ADD')) {
    do {
      const name = reader.name();
      after[name] = sum(before[name] ?? { N: '0' }, reader.operand(before), 1);
    } while (reader.take(','));
  } else throw new ValidationError(`Invalid UpdateExpression: ${reader.next()}`);
};

export interface Outcome {
  /** Does the condition hold? True without one. */
  readonly holds: boolean;
  /** The item as the update leaves it. */
  readonly updated: Item;
}

/** Applies an action's expressions to the item as it stands. Throws `ValidationError` as AWS would refuse. */
export const evaluate = (given: Expression, item: Item | undefined, key: Item): Outcome => {
  const used = new Set<string>();
  const before = item ?? {};
  const updated: Record<string, Value> = { ...key, ...before };
  let holds = true;
  if (given.ConditionExpression !== undefined) {
    const reader = new Reader(given.ConditionExpression, given, used);
    holds = either(reader, before);
    if (!reader.done) throw new ValidationError(`Invalid ConditionExpression: ${given.ConditionExpression}`);
  }
  if (given.UpdateExpression !== undefined && holds) {
    const reader = new Reader(given.UpdateExpression, given, used);
    while (!reader.done) clause(reader, before, updated);
  }
  if (holds) refuseUnused(given, used);
  return { holds, updated };
};

const refuseUnused = (given: Expression, used: ReadonlySet<string>): void => {
  const all = { ...given.ExpressionAttributeNames, ...given.ExpressionAttributeValues };
  const unused = Object.keys(all).filter((placeholder) => !used.has(placeholder));
  if (unused.length > 0)
    throw new ValidationError(`Value provided in expressions unused in expressions: ${unused.join(', ')}`);
};
