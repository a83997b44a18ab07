import { DocketError, type Text } from '../result.ts';

/** One mistake of a template, or of the data on its way into it, with the place where a person finds it. */
export interface Finding {
  /** File inside the package: `word/document.xml`, `xl/worksheets/sheet1.xml`. */
  readonly part: string;
  /** Text of the paragraph (at most 80 characters), or `sheet!cell`. */
  readonly place: string;
  /** The tag as written, delimiters included. */
  readonly tag: string;
  readonly code: string;
  readonly message: Text;
  readonly suggestion?: Text;
}

export interface Place {
  readonly part: string;
  readonly place: string;
  readonly tag: string;
}

/** `TEMPLATE_INVALID` (compile) or `FILL_FAILED` (data): every mistake at once in `findings`. */
export class TemplateError extends DocketError {
  readonly findings: readonly Finding[];
  constructor(code: 'TEMPLATE_INVALID' | 'FILL_FAILED', findings: readonly Finding[]) {
    super(code, { zh: listOf(findings, 'zh'), en: listOf(findings, 'en') });
    this.name = 'TemplateError';
    this.findings = findings;
  }
}

const SHOWN = 20;

function listOf(findings: readonly Finding[], language: keyof Text): string {
  const lines = findings.slice(0, SHOWN).map((finding) => {
    const hint = finding.suggestion ? ` ${finding.suggestion[language]}` : '';
    return `[${finding.place}] ${finding.tag} — ${finding.message[language]}${hint}`;
  });
  const rest = findings.length - lines.length;
  if (rest > 0) lines.push(language === 'zh' ? `……另有 ${rest} 处` : `… and ${rest} more`);
  const head = language === 'zh' ? `共 ${findings.length} 处错误：` : `${findings.length} mistake(s):`;
  return [head, ...lines].join('\n');
}

const MOST_FINDINGS = 500;

/** Gathers mistakes so that a person sees all of them at once. */
export class Report {
  private readonly found: { readonly finding: Finding; readonly at: number }[] = [];
  private readonly order = new Map<Place, number>();

  /** Takes note of a place as it is read, so that findings come in the order of reading. */
  seen(place: Place): Place {
    this.order.set(place, this.order.size);
    return place;
  }

  add(place: Place, code: string, message: Text, suggestion?: Text): void {
    if (this.found.length >= MOST_FINDINGS) return;
    const finding = { part: place.part, place: place.place, tag: place.tag, code, message };
    const at = this.order.get(place) ?? this.order.size;
    this.found.push({ finding: suggestion ? { ...finding, suggestion } : finding, at });
  }

  /** In the order of reading; what has no place of a tag comes last. */
  get findings(): Finding[] {
    return this.found.toSorted((a, b) => a.at - b.at).map(({ finding }) => finding);
  }
}

const CELL = /!([A-Z]+)(\d+)$/;

/** Cells from the top down and from left to right, as a person goes through a sheet; all else as it was found. */
export function inReadingOrder(findings: readonly Finding[]): readonly Finding[] {
  const parts = [...new Set(findings.map(({ part }) => part))];
  const placed = findings.map((finding) => {
    const [, column = '', row = '0'] = CELL.exec(finding.place) ?? [];
    return { finding, at: [parts.indexOf(finding.part), Number(row), column.length] as const, column };
  });
  placed.sort(
    ({ at: a, column }, { at: b, column: other }) =>
      a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (column < other ? -1 : Number(column > other)),
  );
  return placed.map(({ finding }) => finding);
}

export const didYouMean = (candidate: string | undefined): Text | undefined =>
  candidate === undefined
    ? undefined
    : { zh: `是否应为“${candidate}”？`, en: `Did you mean "${candidate}"?` };

/** The nearest of the candidates by edit distance, when it is near enough to be meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  // Half of a short word may differ: two letters of three would fit anything.
  let bestDistance = Math.max(Math.min(2, Math.floor(word.length / 2)), Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Damerau–Levenshtein (neighbours swapped count once); answers `limit` as soon as it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 200) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = distanceRow(a, b, i, last, beforeLast);
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}

function distanceRow(a: string, b: string, i: number, last: number[], beforeLast: number[]): number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const cost = a[i - 1] === b[j - 1] ? 0 : 1;
    const value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    row.push(swapped ? Math.min(value, (beforeLast[j - 2] ?? 0) + 1) : value);
  }
  return row;
}
