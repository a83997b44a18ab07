import { isMarker, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import { ancestors, placeSlots, type Shape, type TagSlot } from './flow.ts';
import { parseArea } from './formula.ts';
import type { Package } from './package.ts';
import { aroundAttribute, emitChildren, type Special } from './program.ts';
import { CELL_TEXT, type SheetPlan } from './sheet.ts';
import { anchored, isAnchor } from './sheet-anchors.ts';
import { fillOf, movedArea } from './sheet-areas.ts';
import { comments, threadCells, threads, vmlShapes } from './sheet-comments.ts';
import type { CompiledPart } from './sheet-compile.ts';
import { extrasSpecial } from './sheet-extras.ts';
import { asksForPictures, withPictures } from './sheet-pictures.ts';
import { formulaInto, headWithFormulas, type Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { tableNames } from './sheet-tables.ts';
import { checkSheetTag, reportImage } from './sheet-text.ts';
import { loopsAt } from './sheet-uses.ts';
import { compileTree, textSpecial } from './text-ops.ts';
import {
  attribute,
  childOf,
  descendants,
  elementsOf,
  escapeText,
  localName,
  parseXml,
  textOf,
  type XmlElement,
} from './xml.ts';

const DRAWING_TEXT: Shape = { text: new Set(['t']), nested: new Set(), keepsSpace: false };
const THREAD_TEXT: Shape = { text: new Set(['text']), nested: new Set(), keepsSpace: false };

const texts = textSpecial<SheetRun>((out, text) => out.text(escapeText(text)));

interface Follower {
  readonly type: string;
  readonly special: Special<SheetRun>;
  /** Elements whose text may hold tags. */
  readonly tagged?: { readonly shape: Shape; readonly container: string };
}

/** Parts that hang on a sheet and name its rows: drawings and their charts, comments, tables, pivots, controls. */
export function followers(
  plan: SheetPlan,
  pack: Package,
  shifts: Shifts,
  context: CompileContext,
): CompiledPart[] {
  const drawings = pack
    .related(plan.part, 'drawing')
    .flatMap((part) => [
      drawing(part, plan, pack, shifts, context),
      ...chartsOf(part, pack, shifts, plan, context),
    ]);
  const linked = followersOf(plan, pack, shifts).flatMap((follower) =>
    pack.related(plan.part, follower.type).map((part) => {
      const root = parseXml(pack.text(part));
      const uses = follower.tagged === undefined ? [] : textUses(root, part, follower.tagged, plan, context);
      return { part, program: compileTree(root, follower.special), uses };
    }),
  );
  return [...drawings, ...linked];
}

function followersOf(plan: SheetPlan, pack: Package, shifts: Shifts): Follower[] {
  const own = plan.moves;
  const shadows = threadCells(pack, plan.part);
  const always: Follower[] = [
    {
      type: 'comments',
      special: own ? comments(shadows, texts) : texts,
      tagged: { shape: CELL_TEXT, container: 'text' },
    },
    {
      type: 'threadedComment',
      special: own ? threads(texts) : texts,
      tagged: { shape: THREAD_TEXT, container: 'threadedComment' },
    },
    { type: 'table', special: tableNames(shifts, extrasSpecial(shifts, own, texts)) },
    { type: 'ctrlProp', special: withFormulas('formControlPr', CONTROL, shifts, () => false) },
  ];
  if (!own) return always;
  return [
    ...always,
    { type: 'vmlDrawing', special: vmlShapes(shifts, shadows) },
    { type: 'pivotTable', special: wholeRef('location') },
    { type: 'tableSingleCells', special: wholeRef('singleXmlCell', 'r') },
  ];
}

function drawing(
  part: string,
  plan: SheetPlan,
  pack: Package,
  shifts: Shifts,
  context: CompileContext,
): CompiledPart {
  const root = parseXml(pack.text(part));
  const uses = textUses(root, part, { shape: DRAWING_TEXT, container: 'p' }, plan, context);
  const shapes = shapesOf(shifts, plan.moves);
  return {
    part,
    uses,
    program: compileTree(root, asksForPictures(plan) ? withPictures(shapes, part) : shapes),
  };
}

/** A drawing that only holds the pictures of its sheet. */
export const newDrawing = (part: string, xml: string): CompiledPart => ({
  part,
  program: compileTree(
    parseXml(xml),
    withPictures(() => false, part),
  ),
  uses: [],
});

/** Charts of a drawing; `plan` is null for a sheet that is one chart. */
export function chartsOf(
  drawingPart: string,
  pack: Package,
  shifts: Shifts,
  plan: SheetPlan | null,
  context: CompileContext,
): CompiledPart[] {
  const parts = ['chart', 'chartEx'].flatMap((type) => pack.related(drawingPart, type));
  return parts.map((part) => {
    const root = parseXml(pack.text(part));
    const uses = textUses(root, part, { shape: DRAWING_TEXT, container: 'p' }, plan, context);
    return { part, program: compileTree(root, charts(shifts)), uses };
  });
}

function textUses(
  root: XmlElement,
  part: string,
  { shape, container }: { readonly shape: Shape; readonly container: string },
  plan: SheetPlan | null,
  context: CompileContext,
): Use[] {
  return descendants(root, container).flatMap((node) => {
    const cell = attribute(node, 'ref') ?? (node.parent === null ? undefined : attribute(node.parent, 'ref'));
    const slots = placeSlots(node, shape, context.reading, (text) => (tag) => ({
      part,
      place: `${plan?.name ?? ''}!${cell ?? text.slice(0, 60)}`,
      tag,
    }));
    const around = slots.length === 0 || plan === null ? [] : loopsAround(plan, cell);
    return slots.map((slot) => {
      checkSheetTag(tagOf(slot), context.filters, context.reading.report);
      reportImage(tagOf(slot), context.reading.report);
      if (isMarker(tagOf(slot).tag)) reportMarker(tagOf(slot), context);
      return { slot: tagOf(slot), around };
    });
  });
}

function loopsAround(plan: SheetPlan, cell: string | undefined): readonly TagSlot[] {
  const area = parseArea(cell ?? '');
  return area === undefined ? [] : loopsAt(plan, area.r1, area.c1);
}

function reportMarker({ place }: TagSlot, { reading }: CompileContext): void {
  reading.report.add(place, 'BLOCK_PLACE', {
    zh: '批注和图形文字中不能使用循环或条件标签。',
    en: 'Loops and conditions have no place in comments and shapes.',
  });
}

const CONTROL = ['fmlaLink', 'fmlaRange', 'fmlaGroup', 'fmlaTxbx'];

/** Shapes move, those that show a cell follow it, and their texts are filled. */
function shapesOf(shifts: Shifts, own: boolean): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    if (own && isAnchor(localName(node.name))) {
      anchored(node, program, special);
      return true;
    }
    return showing(node, program);
  };
  const showing = withFormulas('', ['textlink', 'cellRange'], shifts, (node, program) =>
    special(node, program),
  );
  return special;
}

/** Elements (of the name, or any) with attributes that are formulas. */
function withFormulas(
  local: string,
  names: readonly string[],
  shifts: Shifts,
  inside: Special<SheetRun>,
): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot' || (local !== '' && localName(node.name) !== local)) return false;
    if (!names.some((name) => attribute(node, name) !== undefined)) return false;
    headWithFormulas(program, node.head, names, { shifts, gone: '#REF!' });
    emitChildren(node, program, inside);
    program.text(node.tail);
    return true;
  };
}

const CACHES = new Set(['numCache', 'strCache', 'multiLvlStrCache', 'dlblRangeCache', 'lvl']);

/** Series follow their cells; stored points are left out where they no longer hold, the program reads the cells. */
function charts(shifts: Shifts): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    const local = localName(node.name);
    if (CACHES.has(local) && refersToMoved(node, shifts)) return true;
    if ((local !== 'f' && local !== 'sqref') || elementsOf(node).length > 0) return false;
    program.text(node.head);
    formulaInto(program, textOf(node), { shifts, gone: 'blank', many: isOfPoints(node) });
    program.text(node.tail);
    return true;
  };
}

/** Excel writes a series over the one row of a template as a lone cell, like that of its name. */
const isOfPoints = (node: XmlElement): boolean =>
  !ancestors(node).some((one) => ['tx', 'dlblFieldTable'].includes(localName(one.name)));

function refersToMoved(cache: XmlElement, shifts: Shifts): boolean {
  const formula = cache.parent === null ? undefined : childOf(cache.parent, 'f');
  const names = (formula === undefined ? '' : textOf(formula)).matchAll(/(?:'((?:[^']|'')+)'|([^!'(),]+))!/g);
  return [...names].some(([, quoted, plain]) => shifts.moves((quoted ?? plain ?? '').replaceAll("''", "'")));
}

function wholeRef(local: string, name = 'ref'): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    const parts =
      node.kind === 'element' && localName(node.name) === local
        ? aroundAttribute(node.head, name)
        : undefined;
    if (parts === undefined || node.kind === 'slot') return false;
    program.text(parts[0]);
    program.op((out, run) => out.text(movedArea(parts[1], fillOf(run)) ?? parts[1]));
    program.text(parts[2]);
    emitChildren(node, program, special);
    program.text(node.tail);
    return true;
  };
  return special;
}
