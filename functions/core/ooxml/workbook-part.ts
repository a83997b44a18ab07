import { checkTag, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import { placeSlots } from './flow.ts';
import type { Package } from './package.ts';
import { relationshipsName } from './package.ts';
import { aroundAttribute, emit, Program, proseOf, type Run, resolve, type Special } from './program.ts';
import type { SheetPlan } from './sheet.ts';
import { formulaInto, type Moving } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import { siteOf } from './text-ops.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  documentElement,
  element,
  elementsOf,
  escapeAttribute,
  localName,
  parseXml,
  prefixOf,
  serialize,
  setAttribute,
  textOf,
  type XmlElement,
} from './xml.ts';

/** The name of a sheet that holds tags. */
export interface SheetName {
  readonly use: Use;
  write(run: Run, taken: ReadonlySet<string>): string;
}

const PLAIN_TEXT = { text: new Set(['t']), nested: new Set<string>(), keepsSpace: false };

export function sheetName(plan: SheetPlan, main: string, context: CompileContext): SheetName | null {
  if (!plan.name.includes(context.reading.delimiters.open)) return null;
  const holder = element('<is><t></t></is>');
  const text = childOf(holder, 't') as XmlElement;
  text.children = [{ kind: 'text', raw: escapeAttribute(plan.name), parent: text }];
  const place = { part: main, place: plan.name, tag: '' };
  const slots = placeSlots(holder, PLAIN_TEXT, context.reading, () => (tag) => ({ ...place, tag }));
  const [slot] = slots;
  if (slot === undefined) return null;
  for (const one of slots) checkTag(tagOf(one), context.filters, context.reading.report);
  return {
    use: { slot: tagOf(slot), around: [] },
    write(run, taken) {
      let name = '';
      for (const child of text.children) {
        if (child.kind === 'text') name += child.raw;
        const site = child.kind === 'slot' && child.slot.kind === 'tag' ? siteOf(child.slot) : null;
        if (site) name += proseOf(run, site, resolve(run, site));
      }
      return freeName(name, taken);
    },
  };
}

/** A name that Excel accepts: 31 characters, none of `[]:*?/\`, no quote at the ends, unlike all others. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const clean =
    wanted
      .replace(/[[\]:*?/\\\r\n\t]/g, '_')
      .replace(/^'+|'+$/g, '')
      .slice(0, 31)
      .trim() || 'Sheet';
  if (!taken.has(clean.toLowerCase())) return clean;
  for (let n = 2; ; n++) {
    const end = ` (${n})`;
    const name = clean.slice(0, 31 - end.length) + end;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Defined names follow their cells; the workbook computes itself anew when it is opened. */
export function compileWorkbookPart(root: XmlElement, moving: Moving): Program<SheetRun> {
  const workbook = documentElement(root);
  recalculate(workbook);
  const program = new Program<SheetRun>();
  const special: Special<SheetRun> = (node, into) => {
    if (node.kind === 'slot') return false;
    const local = localName(node.name);
    if (local === 'definedName') {
      into.text(node.head);
      formulaInto(into, textOf(node), moving, '#REF!');
      into.text(node.tail);
      return true;
    }
    return local === 'sheet' && namedSheet(node, into, moving);
  };
  for (const child of root.children) emit(child, program, special);
  return program;
}

function namedSheet(node: XmlElement, program: Program<SheetRun>, moving: Moving): boolean {
  const parts = aroundAttribute(node.head, 'name');
  if (parts === undefined || !moving(parts[1])) return false;
  const key = parts[1].toLowerCase();
  program.text(parts[0]);
  program.op((out, run) => out.text(escapeAttribute(run.sheets.get(key)?.name ?? parts[1])));
  program.text(parts[2]);
  return true;
}

// Elements of a workbook that come after calcPr, by the schema.
const AFTER_CALC = new Set([
  'oleSize',
  'customWorkbookViews',
  'pivotCaches',
  'smartTagPr',
  'smartTagTypes',
  'webPublishing',
  'fileRecoveryPr',
  'webPublishObjects',
  'extLst',
]);

function recalculate(workbook: XmlElement): void {
  let calc = childOf(workbook, 'calcPr');
  if (calc === undefined) {
    calc = element(`<${prefixOf(workbook.name)}calcPr/>`);
    const at = workbook.children.findIndex(
      (child) => child.kind === 'element' && AFTER_CALC.has(localName(child.name)),
    );
    append(workbook, calc, at < 0 ? workbook.children.length : at);
  }
  setAttribute(calc, 'fullCalcOnLoad', '1');
}

/** The calculation chain lists cells that may have moved; Excel makes a new one. */
export function dropCalcChain(pack: Package, main: string): Map<string, string | null> {
  const changes = new Map<string, string | null>();
  const [chain] = pack.related(main, 'calcChain');
  if (chain === undefined) return changes;
  changes.set(chain, null);
  const types = pack.tree('[Content_Types].xml');
  for (const node of [...descendants(types, 'Override')]) {
    if (attribute(node, 'PartName') === `/${chain}`) detach(node);
  }
  changes.set('[Content_Types].xml', serialize(types));
  const name = relationshipsName(main);
  const links = parseXml(pack.text(name));
  for (const node of [...elementsOf(documentElement(links))]) {
    if (attribute(node, 'Type')?.endsWith('/calcChain')) detach(node);
  }
  changes.set(name, serialize(links));
  return changes;
}
