/** The part of JSON Schema that a kind's fields use; whatever else it says is not looked at. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: unknown;
}

/** What a name may be: plain schemas, references followed and unions opened. Null: anything. */
export type Known = readonly JsonSchema[] | null;

const DEEPEST = 20;

const together = (all: readonly Known[]): Known =>
  all.includes(null) ? null : all.flatMap((one) => one ?? []);

/** Plain schemas behind a schema. */
export function expand(schema: JsonSchema, root: JsonSchema, depth = 0): Known {
  if (depth > DEEPEST) return null;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^#\/(?:\$defs|definitions)\//, '');
    const target = schema.$ref === '#' ? root : root.$defs?.[name];
    return target === undefined ? null : expand(target, root, depth + 1);
  }
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options !== undefined) return together(options.map((option) => expand(option, root, depth + 1)));
  return schema.type === undefined && schema.properties === undefined ? null : [schema];
}

export function itemOf(known: Known, root: JsonSchema): Known {
  if (known === null) return null;
  const lists = known.filter(isArray);
  return together(lists.map(({ items }) => (typeof items === 'object' ? expand(items, root) : null)));
}

/** A property of any of the alternatives; undefined when none can have it. */
export function propertyOf(known: readonly JsonSchema[], name: string, root: JsonSchema): Known | undefined {
  const found = known.map((schema) => propertyIn(schema, name, root)).filter((one) => one !== undefined);
  return found.length === 0 ? undefined : together(found);
}

function propertyIn(schema: JsonSchema, name: string, root: JsonSchema): Known | undefined {
  if (name === 'length' && (isArray(schema) || schema.type === 'string')) return [{ type: 'number' }];
  if (isArray(schema)) return /^\d+$/.test(name) ? itemOf([schema], root) : undefined;
  if (schema.properties === undefined) return isObject(schema) ? null : undefined;
  const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  return property === undefined ? undefined : expand(property, root);
}

const typesOf = (schema: JsonSchema): readonly string[] =>
  typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
const isArray = (schema: JsonSchema): boolean => typesOf(schema).includes('array');
const isObject = (schema: JsonSchema): boolean =>
  typesOf(schema).includes('object') || schema.properties !== undefined;
const isComposite = (schema: JsonSchema): boolean => isArray(schema) || isObject(schema);
export const isList = (known: Known): boolean => known?.some(isArray) === true;
/** Surely a list or a group of fields. */
export const isSurelyComposite = (known: Known): boolean =>
  known !== null && known.length > 0 && known.every(isComposite);

/** What the filter `group` makes of a list. */
export const grouped = (list: Known, root: JsonSchema): Known => {
  const item = itemOf(list, root);
  const items: JsonSchema = { type: 'array', items: item === null ? {} : { anyOf: item } };
  return [
    { type: 'array', items: { type: 'object', properties: { key: {}, items, count: { type: 'number' } } } },
  ];
};

/** Names of fields at any depth. */
export function namesIn(schema: JsonSchema, found: Set<string> = new Set(), seen = new Set()): Set<string> {
  if (seen.has(schema)) return found;
  seen.add(schema);
  for (const [name, field] of Object.entries(schema.properties ?? {})) namesIn(field, found.add(name), seen);
  if (typeof schema.items === 'object') namesIn(schema.items, found, seen);
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  for (const other of [...others, ...Object.values(schema.$defs ?? {})]) namesIn(other, found, seen);
  return found;
}
