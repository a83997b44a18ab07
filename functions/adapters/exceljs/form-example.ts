import type { Field } from '../../core/fields.ts';

const FALLBACK = {
  text: '示例',
  decimal: '100.00',
  integer: '1',
  date: '2026-10-12',
  choice: '',
  'yes-no': '是',
  quantity: '5K',
  digits: '001234',
} as const;

/** The field's example, or one that fits its type where the field must be filled in. */
export const exampleValue = ({ meta, required }: Field): string =>
  meta.example ?? meta.choices?.[0]?.label.zh ?? (required ? FALLBACK[meta.type] : '');
