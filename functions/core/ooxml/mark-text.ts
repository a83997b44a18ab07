import type { Finding } from './errors.ts';

/** Who the comments are from: by this name they are found and taken out again. */
export const AUTHOR = 'Docket';

/** What a comment says, line by line: the tag, then what is wrong and what was meant in both languages. */
export const linesOf = (finding: Finding, place = ''): readonly string[] =>
  [
    place,
    finding.tag,
    finding.message.zh,
    finding.suggestion?.zh ?? '',
    finding.message.en,
    finding.suggestion?.en ?? '',
  ].filter((line) => line !== '');

/** Where a mistake is that no comment can stand at: a header, a chart, the name of a sheet. */
export const elsewhere = ({ part, place }: Finding): string => `[${part}] ${place}`;

/** First number that none of the ids reaches. */
export const nextId = (ids: Iterable<string | undefined>): number => {
  let next = 0;
  for (const id of ids) if (Number(id) >= next) next = Number(id) + 1;
  return next;
};
