import { checkTag, isMarker, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import { placeSlots, type Shape } from './flow.ts';
import { edge } from './layout.ts';
import type { Package } from './package.ts';
import { aroundAttribute, emitChildren, type Special } from './program.ts';
import { CELL_TEXT, type SheetPlan } from './sheet.ts';
import type { CompiledPart } from './sheet-compile.ts';
import { extrasSpecial } from './sheet-extras.ts';
import { asksForPictures, withPictures } from './sheet-pictures.ts';
import { fillOf, type Moving, movedArea } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { compileTree, textSpecial } from './text-ops.ts';
import { childOf, descendants, escapeText, localName, parseXml, textOf, type XmlElement } from './xml.ts';

const DRAWING_TEXT: Shape = { text: new Set(['t']), nested: new Set(), keepsSpace: false };

/** Parts that hang on a sheet and name its rows: drawings and their charts, comments, tables, pivots. */
export function followers(
  plan: SheetPlan,
  pack: Package,
  moving: Moving,
  context: CompileContext,
): CompiledPart[] {
  const parts: CompiledPart[] = [];
  const add = (
    type: string,
    special: Special<SheetRun>,
    shape: Shape | null = null,
    container = '',
    from = plan.part,
  ): void => {
    for (const part of pack.related(from, type)) {
      const root = parseXml(pack.text(part));
      const uses = shape === null ? [] : textUses(root, part, container, shape, plan, context);
      parts.push({ part, program: compileTree(root, special), uses });
    }
  };
  const texts = textSpecial<SheetRun>((out, text) => out.text(escapeText(text)));
  const own = plan.moves;
  for (const drawing of pack.related(plan.part, 'drawing')) {
    const root = parseXml(pack.text(drawing));
    const uses = textUses(root, drawing, 'p', DRAWING_TEXT, plan, context);
    const inside = own ? anchors(texts) : texts;
    parts.push({
      part: drawing,
      uses,
      program: compileTree(root, asksForPictures(plan) ? withPictures(inside, drawing) : inside),
    });
  }
  for (const drawing of pack.related(plan.part, 'drawing'))
    add('chart', charts(moving, texts), DRAWING_TEXT, 'p', drawing);
  add('comments', own ? cellAttribute('comment', texts) : texts, CELL_TEXT, 'text');
  add('table', extrasSpecial(moving, own, texts));
  if (!own) return parts;
  add('threadedComment', cellAttribute('threadedComment', texts));
  add('vmlDrawing', vmlRows());
  add('pivotTable', cellAttribute('location', texts));
  return parts;
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

function textUses(
  root: XmlElement,
  part: string,
  container: string,
  shape: Shape,
  plan: SheetPlan,
  context: CompileContext,
): Use[] {
  return descendants(root, container).flatMap((node) => {
    const slots = placeSlots(node, shape, context.reading, (text) => (tag) => ({
      part,
      place: `${plan.name}!${text.slice(0, 60)}`,
      tag,
    }));
    return slots.map((slot) => {
      checkTag(tagOf(slot), context.filters, context.reading.report);
      if (isMarker(tagOf(slot).tag)) {
        context.reading.report.add(tagOf(slot).place, 'BLOCK_PLACE', {
          zh: '批注和图形文字中不能使用循环或条件标签。',
          en: 'Loops and conditions have no place in comments and shapes.',
        });
      }
      return { slot: tagOf(slot), around: [] };
    });
  });
}

/** Anchors count rows from 0. A shape that ends in a loop ends with its last turn. */
function anchors(texts: Special<SheetRun>): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    const local = localName(node.name);
    if ((local !== 'row' && local !== 'col') || node.parent === null) return false;
    const end = localName(node.parent.name) === 'to';
    const line = Number(textOf(node)) + 1;
    program.text(node.head);
    program.op((out, run) => {
      const placed = local === 'row' ? fillOf(run).rows : fillOf(run).cols;
      const moved =
        placed === null ? line : Math.max(edge(placed, line, 'first'), end ? edge(placed, line, 'last') : 0);
      out.int(moved - 1);
    });
    program.text(node.tail);
    return true;
  };
}

/** Series follow their cells; stored points are left out where they no longer hold, the program reads the cells. */
function charts(moving: Moving, texts: Special<SheetRun>): Special<SheetRun> {
  const formulas = extrasSpecial(moving, false, texts);
  return (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    const local = localName(node.name);
    if ((local === 'numCache' || local === 'strCache') && refersToMoved(node, moving)) return true;
    return formulas(node, program);
  };
}

function refersToMoved(cache: XmlElement, moving: Moving): boolean {
  const formula = cache.parent === null ? undefined : childOf(cache.parent, 'f');
  const name = /^(?:'((?:[^']|'')+)'|([^!']+))!/.exec(formula === undefined ? '' : textOf(formula));
  return name !== null && moving((name[1] ?? name[2] ?? '').replaceAll("''", "'"));
}

function cellAttribute(local: string, texts: Special<SheetRun>): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot') return texts(node, program);
    const parts = localName(node.name) === local ? aroundAttribute(node.head, 'ref') : undefined;
    if (parts === undefined) return false;
    program.text(parts[0]);
    program.op((out, run) => out.text(movedArea(parts[1], fillOf(run)) ?? parts[1]));
    program.text(parts[2]);
    emitChildren(node, program, special);
    program.text(node.tail);
    return true;
  };
  return special;
}

/** The old drawing of comment boxes: `<x:Row>`, `<x:Column>` and the corners of the anchor, from 0. */
function vmlRows(): Special<SheetRun> {
  return (node, program) => {
    if (node.kind === 'slot') return false;
    const local = localName(node.name);
    if (local !== 'Row' && local !== 'Column' && local !== 'Anchor') return false;
    const numbers = textOf(node).split(',').map(Number);
    const axes = numbers.map((_, i) => axisOf(local, i));
    program.text(node.head);
    program.op((out, run) => {
      const fill = fillOf(run);
      const move = (value: number, i: number): number => {
        const axis = axes[i] ?? null;
        const placed = axis === null ? null : fill[axis];
        return placed === null ? value : edge(placed, value + 1, 'first') - 1;
      };
      out.text(numbers.map(move).join(', '));
    });
    program.text(node.tail);
    return true;
  };
}

function axisOf(local: string, i: number): 'rows' | 'cols' | null {
  if (local !== 'Anchor') return local === 'Row' ? 'rows' : 'cols';
  if (i % 4 === 2) return 'rows';
  return i % 4 === 0 ? 'cols' : null;
}
