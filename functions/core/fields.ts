import { z } from 'zod';
import type { Text } from './result.ts';

/** How a field is typed into a cell, checked and printed. */
export type FieldType = 'text' | 'decimal' | 'integer' | 'date' | 'choice' | 'yes-no' | 'quantity' | 'digits';

export interface Choice {
  readonly value: string;
  readonly label: Text;
}

/** What forms, tables, error messages and masks need to know of a field. */
export interface FieldMeta {
  readonly type: FieldType;
  readonly label: Text;
  /** Other column titles that people use for it. */
  readonly aliases?: readonly string[];
  readonly unit?: Text;
  /** Width of its column in characters. */
  readonly width?: number;
  /** Personal data: masked wherever it is shown, never in events, logs or file names. */
  readonly sensitive?: boolean;
  readonly example?: string;
  readonly choices?: readonly Choice[];
  readonly help?: Text;
  /** Most digits after the point (decimal). */
  readonly scale?: number;
}

type Options = Omit<FieldMeta, 'type' | 'label' | 'choices'>;

const described = <S extends z.ZodType>(schema: S, field: FieldMeta): S =>
  schema.meta({ title: field.label.zh, description: field.help?.zh ?? field.label.en, field });

/** Free text, trimmed, 1–500 characters unless `max` says otherwise. */
export const text = (label: Text, options: Options & { readonly max?: number } = {}) => {
  const { max = 500, ...rest } = options;
  return described(z.string().trim().min(1).max(max), { ...rest, type: 'text', label });
};

/** Decimal number as text, `scale` (default 6) digits after the point, not negative. */
export const decimal = (label: Text, options: Options = {}) => {
  const scale = options.scale ?? 6;
  const pattern = new RegExp(`^(0|[1-9]\\d{0,11})(\\.\\d{1,${scale}})?$`);
  return described(z.string().regex(pattern), { ...options, scale, type: 'decimal', label });
};

/** Whole number from `min` to `max`. */
export const integer = (
  label: Text,
  options: Options & { readonly min?: number; readonly max?: number } = {},
) => {
  const { min = 0, max = 1_000_000_000, ...rest } = options;
  return described(z.int().min(min).max(max), { ...rest, type: 'integer', label });
};

/** Calendar day `yyyy-mm-dd`; cells and text may use any unambiguous form. */
export const date = (label: Text, options: Options = {}) =>
  described(z.iso.date(), { ...options, type: 'date', label });

/** One of a few values; forms offer a drop-down of the labels, input may use value or either label. */
export const choice = <const V extends string>(
  label: Text,
  choices: readonly { readonly value: V; readonly label: Text }[],
  options: Options = {},
) => described(z.enum(choices.map(({ value }) => value)), { ...options, type: 'choice', label, choices });

/** 是 / 否. */
export const yesNo = (label: Text, options: Options = {}) =>
  described(z.boolean(), { ...options, type: 'yes-no', label });

/** Pieces as text; people may write 5K, 5.5k, 5K套 (S46). */
export const quantity = (label: Text, options: Options = {}) =>
  described(z.string().regex(/^[1-9]\d{0,11}$/), { ...options, type: 'quantity', label });

/** Digits that are a name, not a number (ID, account, code): a numeric cell is refused, its digits are lost. */
export const digits = (label: Text, pattern: RegExp, options: Options = {}) =>
  described(z.string().regex(pattern), { ...options, type: 'digits', label });

/** A field of an input schema, as forms and readers see it. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly meta: FieldMeta;
  readonly schema: z.ZodType;
}

/** A repeating table of an input schema (`lines`). */
export interface Table {
  readonly name: string;
  readonly label: Text;
  readonly fields: readonly Field[];
  readonly schema: z.ZodType;
}

export interface Shape {
  readonly fields: readonly Field[];
  readonly tables: readonly Table[];
}

const unwrap = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  return schema;
};

const metaOf = (name: string, schema: z.ZodType): FieldMeta => {
  const meta = unwrap(schema).meta()?.field;
  if (meta === undefined) throw new TypeError(`field ${name} was not made with core/fields`);
  return meta as FieldMeta;
};

const tableOf = (name: string, schema: z.ZodArray, member: z.ZodType): Table => ({
  name,
  label: (schema.meta()?.label as Text | undefined) ?? { zh: name, en: name },
  fields: shapeOf(schema.element as unknown as z.ZodObject).fields,
  schema: member,
});

/**
 * Fields and tables of an input schema, in the order in which it names them. Throws when the schema checks fields
 * against each other: such a check is asked only when all cells are right, a rule of the kind always.
 */
export const shapeOf = (schema: z.ZodObject): Shape => {
  if (schema.def.checks?.length)
    throw new TypeError('a check of the whole input belongs in the rules of the kind');
  const fields: Field[] = [];
  const tables: Table[] = [];
  for (const [name, member] of Object.entries(schema.shape)) {
    const inner = unwrap(member as z.ZodType);
    if (inner instanceof z.ZodArray) tables.push(tableOf(name, inner, member as z.ZodType));
    else
      fields.push({
        name,
        required: !(member as z.ZodType).safeParse(undefined).success,
        meta: metaOf(name, member as z.ZodType),
        schema: member as z.ZodType,
      });
  }
  return { fields, tables };
};
