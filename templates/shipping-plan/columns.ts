/** Widths of the columns in characters, together the width of A4 on its side. */
export const COLUMNS = {
  no: 6,
  customer: 36,
  poNo: 22,
  product: 22,
  name: 32,
  quantity: 13,
  paid: 13,
  requiredDate: 14,
  factory: 18,
  note: 8,
} as const;
