import type { Figures } from './worker.ts';

export interface Case {
  readonly format: 'docx' | 'xlsx';
  readonly rows: number;
  /** By library: why its output does not count. */
  readonly faults: ReadonlyMap<string, string>;
  readonly results: readonly { readonly name: string; readonly figures: readonly Figures[] }[];
}

const middle = (figures: readonly Figures[], key: keyof Figures): number => {
  const values = figures.map((one) => one[key] ?? 0).toSorted((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
};

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** How many times ours, with a mark when a goal stands against it. */
const ratio = (value: number, ours: number, goal?: number): string => {
  const times = value / ours;
  const mark = goal === undefined ? '' : ` ${times >= goal ? '✓' : '✗'}≥${goal}`;
  return `${shown(value)} (${shown(times)}×${mark})`;
};

interface Goals {
  readonly cold?: number;
  readonly warm?: number;
  readonly peakMb?: number;
}

const goalsOf = (name: string, { format, rows }: Case): Goals => {
  if (name.startsWith('docket')) return {};
  if (name.startsWith('docxtemplater')) return { peakMb: 2, warm: 25, ...(rows === 30 ? { cold: 20 } : {}) };
  if (name.startsWith('exceljs') && format === 'xlsx') return { peakMb: 2, warm: rows === 30 ? 30 : 8 };
  return { peakMb: 2 };
};

const table = (one: Case): string => {
  const ours = one.results[0]?.figures ?? [];
  const lines = one.results.map(({ name, figures }) => {
    const fault = one.faults.get(name);
    if (fault !== undefined) return `| ${name} | not counted: ${fault} | | | |`;
    const goals = goalsOf(name, one);
    const cells = (['cold', 'warm', 'peakMb'] as const).map((key) =>
      ratio(middle(figures, key), middle(ours, key), goals[key]),
    );
    return `| ${[name, ...cells, (middle(figures, 'bytes') / 1024).toFixed(0)].join(' | ')} |`;
  });
  const head = `| ${one.format}, ${one.rows} rows | cold first fill, CPU ms | warm fill, CPU ms | peak MB of as many fills | output KB |`;
  return [head, '|---|---|---|---|---|', ...lines].join('\n');
};

const againstDeflate = (one: Case): string[] =>
  one.results
    .filter(({ name }) => name.startsWith('docket'))
    .map(({ name, figures }) => {
      const [warm, deflate, imported] = (['warm', 'deflate', 'import'] as const).map((key) =>
        middle(figures, key),
      ) as [number, number, number];
      const times = warm / deflate;
      return `${one.format} ${one.rows} rows, ${name}: fill ${shown(warm)} ms, bare deflate of the same bytes ${shown(deflate)} ms: ${shown(times)}× ${times <= 3 ? '✓' : '✗'}≤3; import ${shown(imported)} ms ${imported <= 15 ? '✓' : '✗'}≤15`;
    });

/** One table a case; ratios are against our engine at the level of the others. */
export const report = (cases: readonly Case[]): string =>
  ['', ...cases.map(table), cases.flatMap(againstDeflate).join('\n')].join('\n\n');
