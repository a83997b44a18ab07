/** Widths of the columns in characters, together the width of A4 on its side. */
export const COLUMNS = {
  no: 6,
  merchandiser: 14,
  customer: 36,
  poNo: 20,
  product: 22,
  name: 30,
  quantity: 13,
  requiredDate: 14,
  factory: 18,
  mark: 11,
} as const;
