/** Widths of the columns of the sheet, in characters, together the width of A4. */
export const COLUMNS = {
  no: 5,
  product: 17,
  goods: 36,
  unit: 7,
  quantity: 11,
  unitPrice: 11,
  amount: 15,
  deliveryDate: 13,
  note: 11,
} as const;
