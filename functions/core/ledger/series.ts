/** Number of a document as it is printed: series and six figures or more. */
export const numberOf = (series: string, n: number): string => `${series}-${String(n).padStart(6, '0')}`;

/** A number that was given: which event has it. */
export interface Claim {
  readonly series: string;
  readonly n: number;
  readonly stream: string;
  readonly ver: number;
}

export interface Counter {
  readonly series: string;
  /** Next free number. */
  readonly next: number;
}

export const claimText = ({ series, n, stream, ver }: Claim): string => [series, n, stream, ver].join('\n');
