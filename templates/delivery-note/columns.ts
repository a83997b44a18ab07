/** Widths of the columns in characters, together the width of A4; goods alone, and with their prices for finance. */
export const COLUMNS = {
  no: 5,
  poNo: 17,
  product: 17,
  goods: 39,
  unit: 7,
  quantity: 13,
  cartons: 9,
  note: 19,
} as const;

export const PRICED = {
  no: 5,
  poNo: 17,
  product: 17,
  goods: 36,
  unit: 7,
  quantity: 12,
  unitPrice: 14,
  amount: 18,
} as const;
