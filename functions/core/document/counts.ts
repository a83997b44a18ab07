/** Number of rows by state. */
export type Counts = Readonly<Record<string, number>>;

const byState = (counts: Counts, wanted: (kind: string) => boolean): Counts => {
  const sums: Record<string, number> = {};
  for (const [key, n] of Object.entries(counts)) {
    const [kind = '', state = ''] = key.split(':', 2);
    if (wanted(kind)) sums[state] = (sums[state] ?? 0) + n;
  }
  return sums;
};

/** Kinds of rows that nobody wants among the documents. */
export const APART: readonly string[] = ['company', 'mail', 'schedule', 'template', 'upload'];

/** Of documents and reference data, from counts by `kind:state`. */
export const documentCounts = (counts: Counts): Counts => byState(counts, (kind) => !APART.includes(kind));

/** Of files that came in. */
export const uploadCounts = (counts: Counts): Counts => byState(counts, (kind) => kind === 'upload');
