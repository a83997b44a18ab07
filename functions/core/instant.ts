/** The one place in the core that touches `Date`: between milliseconds and text, never the clock. */

/** RFC 3339 in UTC with milliseconds. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Milliseconds since the epoch of an RFC 3339 moment. */
export const millisOf = (iso: string): number => Date.parse(iso);
