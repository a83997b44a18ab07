import { DigestIndex } from './digest-index.ts';
import type { Evidence, Report } from './evidence.ts';
import { sha256Bytes } from './hash.ts';
import { type Claim, claimText, numberOf } from './series.ts';

const digestOf = (claim: Claim): Uint8Array => sha256Bytes(claimText(claim));

const placeOf = ({ series, n }: Pick<Claim, 'series' | 'n'>): string => `${series} #${n}`;

interface Given {
  readonly number?: unknown;
  readonly series?: unknown;
  readonly n?: unknown;
}

/** Numbers as the claims have them: 1, 2, 3 … in each series, and its counter just behind. */
export const verifyClaims = async (evidence: Evidence, report: Report): Promise<DigestIndex> => {
  const index = new DigestIndex();
  const last = new Map<string, number>();
  for await (const claim of evidence.claims()) {
    const { series, n } = claim;
    const expected = (last.get(series) ?? 0) + 1;
    if (n > expected)
      report.at(
        placeOf(claim),
        `编号 ${expected}${n - 1 > expected ? ` 至 ${n - 1}` : ''} 缺失`,
        `number ${expected}${n - 1 > expected ? ` to ${n - 1}` : ''} is missing`,
      );
    else if (n < expected) report.at(placeOf(claim), '编号重复', 'the number was given twice');
    last.set(series, n);
    index.add(digestOf(claim));
  }
  await verifyCounters(evidence, last, report);
  return index;
};

const verifyCounters = async (
  evidence: Evidence,
  last: Map<string, number>,
  report: Report,
): Promise<void> => {
  for await (const { series, next } of evidence.counters()) {
    const given = last.get(series) ?? 0;
    if (next !== given + 1)
      report.at(
        series,
        `计数器指向 ${next}，已用到 ${given}`,
        `the counter stands at ${next}, the last number is ${given}`,
      );
    last.delete(series);
  }
  for (const series of last.keys()) report.at(series, '计数器缺失', 'the counter is missing');
};

/** An event that has a number must have claimed it. */
export const checkNumbered = (
  at: { readonly stream: string; readonly ver: number },
  data: Given,
  claims: DigestIndex,
  report: Report,
): void => {
  const { number, series, n } = data;
  if (typeof series !== 'string' || typeof n !== 'number' || number !== numberOf(series, n)) {
    report.event(at.stream, at.ver, '编号与序列不符', 'the number does not belong to its series');
    return;
  }
  if (claims.mark(digestOf({ series, n, ...at })) < 0)
    report.event(
      at.stream,
      at.ver,
      `编号 ${number} 没有登记给此单据`,
      `number ${number} was not claimed for it`,
    );
};

/** Claims that no event has. */
export const reportUnused = async (
  evidence: Evidence,
  claims: DigestIndex,
  report: Report,
): Promise<void> => {
  if (claims.unmarked() === 0) return;
  for await (const claim of evidence.claims())
    if (!claims.isMarked(claims.find(digestOf(claim))))
      report.at(
        placeOf(claim),
        `登记给 ${claim.stream}@${claim.ver}，但没有这条事件`,
        `claimed for ${claim.stream}@${claim.ver}, which has no such event`,
      );
};
