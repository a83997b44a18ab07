import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book, row } from '../../../test/support/office-package.ts';
import { problemsOf } from '../../../test/support/workbook-check.ts';
import { convertAll, figuresOf, loaded } from '../../../test/support/workbooks.ts';
import { compile } from './index.ts';

/** A template's rows as a tree: a row, or a loop over `xs` whose tags stand in rows of their own or in its rows. */
type Node = { readonly row: number } | { readonly loop: readonly Node[]; readonly ownRows: boolean };
interface Item {
  readonly n: number;
  readonly xs: readonly Item[];
}

/** Only then can the tags stand in the rows themselves. */
const hasRowsAtEnds = (list: readonly Node[]): boolean =>
  [list[0], list.at(-1)].every((node) => node !== undefined && ('row' in node || !node.ownRows));

const nodesOf = (depth: number): fc.Arbitrary<Node[]> => {
  const line: fc.Arbitrary<Node> = fc.record({ row: fc.integer({ min: -9, max: 99 }) });
  const loop = (): fc.Arbitrary<Node> =>
    fc
      .record({ loop: nodesOf(depth - 1), ownRows: fc.boolean() })
      .map(({ loop: inside, ownRows }) => ({ loop: inside, ownRows: ownRows || !hasRowsAtEnds(inside) }));
  const node = depth === 0 ? line : fc.oneof(line, loop());
  return fc.array(node, { minLength: 1, maxLength: 3 });
};
const itemsOf = (depth: number): fc.Arbitrary<Item[]> =>
  depth === 0
    ? fc.constant([])
    : fc.array(fc.record({ n: fc.integer({ min: -50, max: 50 }), xs: itemsOf(depth - 1) }), {
        maxLength: 3,
      });

/** Formulas as fractions of the sheet's height, so that they may be drawn before the rows are known. */
interface Wish {
  readonly lone: boolean;
  readonly from: number;
  readonly to: number;
}
const wish = fc.record({
  lone: fc.boolean(),
  from: fc.double({ min: 0, max: 0.99, noNaN: true }),
  to: fc.double({ min: 0, max: 0.99, noNaN: true }),
});
const scenario = fc.record({
  tree: nodesOf(3),
  xs: itemsOf(3),
  wishes: fc.array(wish, { minLength: 24, maxLength: 24 }),
});

interface Loop {
  readonly first: number;
  last: number;
  /** Its first and last row stay behind: they held the tags only. */
  readonly ownRows: boolean;
}
interface Line {
  readonly number: number;
  readonly constant: number;
  looped: boolean;
  open: string;
  close: string;
}

/** The tree with its row numbers; a step without a line is a row that holds only tags. */
type Step =
  | { readonly number: number; readonly line: Line | null }
  | { readonly loop: Loop; readonly steps: readonly Step[] };

interface Sheet {
  readonly steps: readonly Step[];
  readonly lines: readonly Line[];
  readonly markers: readonly { readonly number: number; readonly text: string }[];
  readonly height: number;
}

/** Rows of the template: numbers from 2, since nothing should hang on row 1. */
function sheetOf(tree: readonly Node[]): Sheet {
  const lines: Line[] = [];
  const markers: { number: number; text: string }[] = [];
  let number = 1;
  const marker = (text: string): Step => {
    markers.push({ number: ++number, text });
    return { number, line: null };
  };
  const loopOf = (node: Exclude<Node, { row: number }>): Step => {
    const loop: Loop = { first: number + 1, last: 0, ownRows: node.ownRows };
    const before = node.ownRows ? [marker('{{#each xs}}')] : [];
    const start = lines.length;
    const inside = node.loop.map(stepOf);
    const after = node.ownRows ? [marker('{{/each}}')] : [];
    const [head, tail] = [lines[start] as Line, lines.at(-1) as Line];
    if (!node.ownRows) {
      head.open = `{{#each xs}}${head.open}`;
      tail.close += '{{/each}}';
    }
    for (const line of lines.slice(start)) line.looped = true;
    loop.last = number;
    return { loop, steps: [...before, ...inside, ...after] };
  };
  const stepOf = (node: Node): Step => {
    if ('loop' in node) return loopOf(node);
    const line = { number: ++number, constant: node.row, looped: false, open: '', close: '' };
    lines.push(line);
    return { number, line };
  };
  const steps = tree.map(stepOf);
  return { steps, lines, markers, height: number };
}

/** A row of the output, or what stands for template rows that left none: tags, and loops over nothing. */
interface Placed {
  readonly number: number;
  readonly turns: ReadonlyMap<Loop, number>;
  readonly loops: readonly Loop[];
  readonly line: Line | null;
  readonly n: number;
}

/** Written out row by row, as a person would who copies the rows by hand. */
function written(
  steps: readonly Step[],
  xs: readonly Item[],
  loops: readonly Loop[] = [],
  turns: ReadonlyMap<Loop, number> = new Map(),
  n: number | null = null,
): Placed[] {
  return steps.flatMap((step) => {
    if (!('loop' in step)) return [{ ...step, turns, loops, n: n ?? step.line?.constant ?? 0 }];
    const inside = [...loops, step.loop];
    if (xs.length === 0)
      return written(step.steps, [], inside, turns, 0).map((gone) => ({ ...gone, line: null }));
    return xs.flatMap((item, i) =>
      written(step.steps, item.xs, inside, new Map([...turns, [step.loop, i]]), item.n),
    );
  });
}

const within = (number: number, first: number, last: number): boolean => number >= first && number <= last;
/** Rows that repeat: a reference to the rows of the tags means the loop as a whole, from inside too. */
const repeats = ({ first, last, ownRows }: Loop, numbers: readonly number[]): boolean =>
  numbers.every((number) => (ownRows ? within(number, first + 1, last - 1) : within(number, first, last)));

/** The seeing row's own turns of the loops that hold an end of a reference. */
const ownTurns = (seen: Placed, ...numbers: readonly number[]): ReadonlyMap<Loop, number> =>
  new Map([...seen.turns].filter(([loop]) => repeats(loop, numbers)));

const inTurns = (all: readonly Placed[], turns: ReadonlyMap<Loop, number>): readonly Placed[] =>
  all.filter((one) => [...turns].every(([loop, turn]) => one.turns.get(loop) === turn));

/** Output rows that a reference means, seen from a row. */
function meant(all: readonly Placed[], seen: Placed, first: number, last: number): readonly Placed[] {
  const own = ownTurns(seen, first, last);
  const together = inTurns(all, own).filter(({ number }) => within(number, first, last));
  const apart = together.some(({ loops }) =>
    loops.some(
      (loop) => !own.has(loop) && within(first, loop.first, loop.last) && within(last, loop.first, loop.last),
    ),
  );
  if (apart) return together.filter(({ line }) => line !== null);
  const start = inTurns(all, ownTurns(seen, first)).find(({ number }) => number >= first);
  const end = inTurns(all, ownTurns(seen, last)).findLast(({ number }) => number <= last);
  if (start === undefined || end === undefined) return [];
  return all.slice(all.indexOf(start), all.indexOf(end) + 1).filter(({ line }) => line !== null);
}

interface Formula {
  readonly column: 'A' | 'B';
  readonly first: number;
  readonly last: number;
  readonly lone: boolean;
}

const textOf = ({ column, first, last, lone }: Formula): string =>
  lone ? `${column}${first}` : `SUM(${column}${first}:${column}${last})`;

function figure(all: readonly Placed[], seen: Placed, formula: Formula, b: (at: Placed) => number): number {
  const rows = meant(all, seen, formula.first, formula.last);
  const values = rows.map((at) => (formula.column === 'A' ? at.n : b(at)));
  return formula.lone ? (values[0] ?? 0) : values.reduce((sum, value) => sum + value, 0);
}

function build({ tree, xs, wishes }: { tree: Node[]; xs: Item[]; wishes: Wish[] }): {
  bytes: Uint8Array;
  expected: Record<string, number>;
} {
  const { steps, lines, markers, height } = sheetOf(tree);
  const formula = (i: number, column: 'A' | 'B'): Formula => {
    const { from, to, lone } = wishes[i % wishes.length] as Wish;
    const [x, y] = [from, to].map((part) => 2 + Math.floor(part * height)) as [number, number];
    return { column, lone, first: lone ? x : Math.min(x, y), last: lone ? x : Math.max(x, y) };
  };
  const formulas = new Map(
    lines.map((line, i) => [line, [formula(2 * i, 'A'), formula(2 * i + 1, 'B')] as const]),
  );
  const rows = [
    ...lines.map((line) => {
      const [b, c] = formulas.get(line) as readonly [Formula, Formula];
      const a = line.looped ? '{{n}}' : line.constant;
      return {
        number: line.number,
        xml: row(line.number, {
          A: a,
          B: `=${textOf(b)}`,
          C: `=${textOf(c)}`,
          ...(line.open ? { D: line.open } : {}),
          ...(line.close ? { E: line.close } : {}),
        }),
      };
    }),
    ...markers.map(({ number, text }) => ({ number, xml: row(number, { D: text }) })),
  ].sort((x, y) => x.number - y.number);
  const merges = lines.map(({ number }) => `<mergeCell ref="G${number}:H${number}"/>`);
  const bytes = book({
    sheets: {
      S: {
        rows: rows.map((one) => one.xml).join(''),
        after: `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells><dataValidations count="1"><dataValidation type="custom" sqref="A2:A${height}"><formula1>A2&gt;$B$${height}</formula1></dataValidation></dataValidations>`,
      },
    },
    names: `<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">S!$A$1:$E$${height}</definedName></definedNames>`,
  });
  const all = written(steps, xs);
  const formulasOf = (at: Placed): readonly [Formula, Formula] =>
    formulas.get(at.line as Line) as readonly [Formula, Formula];
  const b = (at: Placed): number => figure(all, at, formulasOf(at)[0], () => 0);
  const expected: Record<string, number> = {};
  for (const [i, at] of all.filter(({ line }) => line !== null).entries()) {
    expected[`A${i + 2}`] = at.n;
    expected[`B${i + 2}`] = b(at);
    expected[`C${i + 2}`] = figure(all, at, formulasOf(at)[1], b);
  }
  return { bytes, expected };
}

describe('random sheets, loops and formulas', () => {
  it('come out as if the rows had been copied by hand, by the reckoning of LibreOffice', async () => {
    // Without a loop nothing is filled, and the figures are those that the template holds.
    const drawn = fc.sample(scenario, { seed: 7, numRuns: 150 });
    const looped = drawn.filter(({ tree }) => tree.some((node) => 'loop' in node));
    const cases = looped.map((one) => ({ ...build(one), data: one }));
    const filled = cases.map(({ bytes, data }) => compile(bytes).fill(data));
    for (const [i, bytes] of filled.entries()) {
      expect(problemsOf(bytes)).toEqual([]);
      const { bytes: template, data } = cases[i] as (typeof cases)[number];
      expect(Buffer.compare(bytes, compile(template).fill(data))).toBe(0);
    }
    const reckoned = convertAll(filled, 'xlsx');
    for (const [i, bytes] of reckoned.entries()) {
      const [sheet] = (await loaded(bytes)).worksheets;
      const figures = sheet === undefined ? {} : figuresOf(sheet);
      expect(figures, JSON.stringify(cases[i]?.data.tree)).toEqual(cases[i]?.expected);
    }
  }, 120_000);
});
