/** Attribute values and items as they go over the wire. */
export type Value = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Value>>;

const scalar = (value: Value): readonly [type: string, raw: unknown] =>
  Object.entries(value)[0] ?? ['NULL', true];

/** Order of two values of one type; undefined when they cannot be compared. Numbers as doubles. */
export const compare = (a: Value, b: Value): number | undefined => {
  const [type, x] = scalar(a);
  const [other, y] = scalar(b);
  if (type !== other) return undefined;
  if (type === 'N') return Number(x) - Number(y);
  if (type === 'S') return Buffer.compare(Buffer.from(String(x)), Buffer.from(String(y)));
  return JSON.stringify(x) === JSON.stringify(y) ? 0 : undefined;
};

const utf8 = (text: string): number => Buffer.byteLength(text);

const numberSize = (text: string): number => {
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

const valueSize = (value: Value): number => {
  const [type, raw] = scalar(value);
  if (type === 'S') return utf8(String(raw));
  if (type === 'N') return numberSize(String(raw));
  if (type === 'B') return Buffer.from(String(raw), 'base64').byteLength;
  if (type === 'L') return 3 + (raw as readonly Value[]).reduce((sum, each) => sum + 1 + valueSize(each), 0);
  if (type === 'M')
    return 3 + Object.entries(raw as Item).reduce((sum, [k, v]) => sum + 1 + utf8(k) + valueSize(v), 0);
  return 1;
};

/** Size in bytes as AWS counts it for the 400 KB limit and the write units: names and values. */
export const itemSize = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueSize(value), 0);
