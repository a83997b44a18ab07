import { type Area, areaText, moveFormula, parseArea, parseFormula } from './formula.ts';
import { Out } from './out.ts';
import { aroundAttribute, emit, type Op, Program, runAll, type Special } from './program.ts';
import { type Appearance, areaAppearances, fillOf, joined, writeOps } from './sheet-areas.ts';
import type { Item } from './sheet-lists.ts';
import { formulaOps, type Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { attribute, childOf, descendants, localName, textOf, type XmlElement } from './xml.ts';

export interface Offset {
  readonly rows: number;
  readonly cols: number;
}

/** The formulas inside written for a cell that lies `offset` away from the first of the list. */
export type SpecialAt = (offset: Offset) => Special<SheetRun>;

/** One area of the list in the template: how its content reads from its own first cell. */
interface Source {
  readonly area: Area;
  readonly content: readonly Op<SheetRun>[];
  /** Its formulas that hold references, one by one. */
  readonly formulas: readonly (readonly Op<SheetRun>[])[];
}

/**
 * Conditional formats, validations, protected ranges, ignored errors: what hangs on a list of areas (`sqref`, an
 * attribute or, in the extensions of 2010, an element). Appearances whose formulas say the same from where they stand
 * share one list; a formula that means another row in another turn gets an entry of its own.
 */
export function following(node: XmlElement, shifts: Shifts, special: SpecialAt): Item {
  const inside = childOf(node, 'sqref');
  const parts = inside === undefined ? aroundAttribute(node.head, 'sqref') : undefined;
  const text = inside === undefined ? parts?.[1] : textOf(inside);
  if (text === undefined) return () => 0;
  const sources = sourcesOf(node, text, shifts, special);
  const head = parts ?? [node.head, '', ''];
  return (out, run) => {
    const groups = groupsOf(sources, run);
    for (const { areas, first, source } of groups) {
      const list = joined(areas).map(areaText).join(' ');
      out.text(inside === undefined ? head[0] + list + head[2] : node.head);
      writeOps(out, run, source.content, first);
      out.text(inside === undefined ? node.tail : inside.head + list + inside.tail + node.tail);
    }
    return groups.length;
  };
}

function sourcesOf(node: XmlElement, text: string, shifts: Shifts, special: SpecialAt): Source[] {
  const areas = text
    .trim()
    .split(/\s+/)
    .flatMap((one) => parseArea(one) ?? []);
  const formulas = formulasOf(node);
  return areas.map((area) => {
    const offset = { rows: area.r1 - (areas[0]?.r1 ?? 0), cols: area.c1 - (areas[0]?.c1 ?? 0) };
    const program = new Program<SheetRun>();
    for (const child of node.children)
      if (child.kind !== 'element' || localName(child.name) !== 'sqref')
        emit(child, program, special(offset));
    return {
      area,
      content: program.done(),
      formulas: formulas.map((formula) =>
        formulaOps(moveFormula(formula, offset.rows, offset.cols), { shifts, gone: '#REF!' }),
      ),
    };
  });
}

const FORMULAS = new Set(['f', 'formula', 'formula1', 'formula2']);

function formulasOf(node: XmlElement): string[] {
  const inner = descendants(node).filter((child) => FORMULAS.has(localName(child.name)));
  const values = descendants(node, 'cfvo').flatMap((child) => attribute(child, 'val') ?? []);
  return [...inner.map(textOf), ...values].filter((text) =>
    parseFormula(text).some((part) => typeof part !== 'string'),
  );
}

interface Group {
  readonly areas: Area[];
  readonly first: Appearance;
  readonly source: Source;
}

function groupsOf(sources: readonly Source[], run: SheetRun): Group[] {
  const groups = new Map<string, Group>();
  let origin: Area | null = null;
  for (const source of sources) {
    for (const one of areaAppearances(source.area, fillOf(run))) {
      origin ??= one.area;
      const key = source.formulas.length === 0 ? '' : meaning(source, one, origin, run);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { areas: [one.area], first: one, source });
      else known.areas.push(one.area);
    }
  }
  return [...groups.values()];
}

/** What the formulas of an appearance say, written as if it stood at `origin`. */
function meaning(source: Source, at: Appearance, origin: Area, run: SheetRun): string {
  const back: Offset = { rows: origin.r1 - at.area.r1, cols: origin.c1 - at.area.c1 };
  return source.formulas
    .map((ops) => {
      const scratch = new Out(64, Number.MAX_SAFE_INTEGER);
      writeOps(scratch, run, [(out, inner) => runAll(ops, out, inner)], at);
      return moveFormula(scratch.done().toString('utf8'), back.rows, back.cols);
    })
    .join('\n');
}
