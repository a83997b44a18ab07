/** The one place in the core that touches `Date`: between milliseconds and text, never the clock. */

/** RFC 3339 in UTC with milliseconds. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Milliseconds since the epoch of an RFC 3339 moment. */
export const millisOf = (iso: string): number => Date.parse(iso);

const SHANGHAI_MS = 8 * 3600_000;

/** What a clock in Shanghai shows: `2026-11-30 09:00:12`. */
export const wallClock = (ms: number): string =>
  isoOf(ms + SHANGHAI_MS)
    .slice(0, 19)
    .replace('T', ' ');
