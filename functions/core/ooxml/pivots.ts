import { parseArea } from './formula.ts';
import { emitChildren, type Program, type Special } from './program.ts';
import { areaOrNext } from './sheet-areas.ts';
import type { Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { compileTree } from './text-ops.ts';
import { attribute, documentElement, localName, setAttribute, type XmlElement } from './xml.ts';

/** A pivot table counts anew when the workbook is opened; its source range follows the rows. */
export function pivotCache(root: XmlElement, shifts: Shifts): Program<SheetRun> {
  setAttribute(documentElement(root), 'refreshOnLoad', '1');
  return compileTree(root, sourceRange('worksheetSource', shifts));
}

/** An element that names a range by `ref` and `sheet`. */
function sourceRange(local: string, shifts: Shifts): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot' || localName(node.name) !== local) return false;
    const [sheet, ref] = [attribute(node, 'sheet'), attribute(node, 'ref')];
    if (sheet === undefined || !shifts.moves(sheet)) return false;
    program.op((out, run) => {
      const fill = run.sheets.get(sheet.toLowerCase());
      const copy = { ...node };
      if (fill !== undefined) setAttribute(copy, 'sheet', fill.name);
      if (fill !== undefined && ref !== undefined && parseArea(ref) !== undefined)
        setAttribute(copy, 'ref', areaOrNext(ref, fill));
      out.text(copy.head);
    });
    emitChildren(node, program, special);
    program.text(node.tail);
    return true;
  };
  return special;
}
