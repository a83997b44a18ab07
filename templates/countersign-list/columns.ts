/** Widths of the columns in characters, together the width of A4 on its side. */
export const COLUMNS = {
  no: 6,
  document: 20,
  title: 26,
  step: 24,
  owed: 22,
  signed: 22,
  authority: 24,
  day: 13,
  waiting: 14,
  state: 13,
} as const;
