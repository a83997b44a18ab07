/** Widths of the columns in characters, together the width of A4 on its side. */
export const COLUMNS = {
  no: 5,
  number: 17,
  subject: 30,
  buyer: 30,
  signDate: 11,
  termTo: 11,
  currency: 6,
  amount: 15,
  cny: 15,
  delivery: 14,
  payment: 14,
  state: 8,
  review: 8,
} as const;
