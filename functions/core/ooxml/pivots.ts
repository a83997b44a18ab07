import { aroundAttribute, emitChildren, type Program, type Special } from './program.ts';
import { areaOrNext } from './sheet-extras.ts';
import type { Moving } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { compileTree } from './text-ops.ts';
import { attribute, documentElement, localName, setAttribute, type XmlElement } from './xml.ts';

/** A pivot table counts anew when the workbook is opened; its source range follows the rows. */
export function pivotCache(root: XmlElement, moving: Moving): Program<SheetRun> {
  setAttribute(documentElement(root), 'refreshOnLoad', '1');
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot' || localName(node.name) !== 'worksheetSource') return false;
    const sheet = attribute(node, 'sheet');
    const parts = aroundAttribute(node.head, 'ref');
    if (parts === undefined || sheet === undefined || !moving(sheet)) return false;
    program.text(parts[0]);
    program.op((out, run) => {
      const fill = run.sheets.get(sheet.toLowerCase());
      out.text(fill === undefined ? parts[1] : areaOrNext(parts[1], fill));
    });
    program.text(parts[2]);
    emitChildren(node, program, special);
    program.text(node.tail);
    return true;
  };
  return compileTree(root, special);
}
