import { checkTag, isMarker, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import { placeSlots, type TagSlot } from './flow.ts';
import type { Package } from './package.ts';
import { relationshipsName } from './package.ts';
import {
  aroundAttribute,
  emit,
  Program,
  proseOf,
  type Run,
  resolve,
  runAll,
  type Site,
  type Special,
} from './program.ts';
import type { SheetPlan } from './sheet.ts';
import { copyRelation } from './sheet-copies.ts';
import { formulaInto, formulaOps, type Moving } from './sheet-refs.ts';
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
  unescapeXml,
  type XmlElement,
} from './xml.ts';

/** The name of a sheet that holds tags. */
export interface SheetName {
  readonly uses: readonly Use[];
  /** `{{#each orders}}{{no}}`: the sheet stands once per item. */
  readonly loop?: { readonly slot: TagSlot; readonly site: Site; readonly name: string | null };
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
  if (slots.length === 0) return null;
  for (const one of slots) checkTag(tagOf(one), context.filters, context.reading.report);
  const loop = loopOf(slots.map(tagOf), context);
  const around = loop === null ? [] : [loop.slot];
  return {
    uses: slots.map((slot) => ({ slot: tagOf(slot), around: tagOf(slot) === loop?.slot ? [] : around })),
    ...(loop === null ? {} : { loop }),
    write(run, taken) {
      let name = '';
      for (const child of text.children) {
        if (child.kind === 'text') name += unescapeXml(child.raw);
        const site =
          child.kind === 'slot' && child.slot.kind === 'tag' && !isMarker(child.slot.tag)
            ? siteOf(child.slot)
            : null;
        if (site) name += proseOf(run, site, resolve(run, site));
      }
      return freeName(name, taken);
    },
  };
}

/** Only one thing may be done in a name beside showing values: to open a loop that the whole sheet closes. */
function loopOf(
  slots: readonly TagSlot[],
  { reading }: CompileContext,
): { slot: TagSlot; site: Site; name: string | null } | null {
  let found: { slot: TagSlot; site: Site; name: string | null } | null = null;
  for (const [i, slot] of slots.entries()) {
    if (!isMarker(slot.tag)) continue;
    if (i === 0 && slot.tag.kind === 'each')
      found = { slot, site: { place: slot.place, expr: slot.tag.expr }, name: slot.tag.name };
    else
      reading.report.add(slot.place, 'BLOCK_PLACE', {
        zh: '工作表名称中只能以 {{#each …}} 开头，不能有其他区块标签。',
        en: 'A sheet name may begin with {{#each …}} and hold no other block tag.',
      });
  }
  return found;
}

/** A name that Excel accepts: 31 characters, none of `[]:*?/\`, no quote at the ends, unlike all others. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
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
  const names = listedSheets(workbook);
  const special: Special<SheetRun> = (node, into) => {
    if (node.kind === 'slot') return false;
    const local = localName(node.name);
    if (local === 'definedName') return definedName(node, into, moving, names);
    return local === 'sheet' && namedSheet(node, into, moving, names);
  };
  for (const child of root.children) emit(child, program, special);
  return program;
}

const listedSheets = (workbook: XmlElement): string[] => {
  const sheets = childOf(workbook, 'sheets');
  return sheets === undefined ? [] : elementsOf(sheets, 'sheet').map((node) => attribute(node, 'name') ?? '');
};

/** A name that belongs to one sheet is repeated with it, and its sheet's number is counted anew. */
function definedName(
  node: XmlElement,
  program: Program<SheetRun>,
  moving: Moving,
  names: readonly string[],
): boolean {
  const local = aroundAttribute(node.head, 'localSheetId');
  const formula = formulaOps(textOf(node), moving, '#REF!');
  if (local === undefined || !names.some(moving)) {
    program.text(node.head);
    formulaInto(program, textOf(node), moving, '#REF!');
    program.text(node.tail);
    return true;
  }
  const name = names[Number(local[1])]?.toLowerCase() ?? '';
  program.op((out, run) => {
    const present = run.fills.filter((fill) => fill.copy >= 0);
    const first = run.sheets.get(name);
    for (const [index, fill] of present.entries()) {
      if (fill.plan.name.toLowerCase() !== name) continue;
      run.sheets.set(name, fill);
      out.text(local[0] + index + local[2]);
      runAll(formula, out, run);
      out.text(node.tail);
    }
    if (first !== undefined) run.sheets.set(name, first);
  });
  return true;
}

/** Copies get numbers and relationships of their own. */
function namedSheet(
  node: XmlElement,
  program: Program<SheetRun>,
  moving: Moving,
  names: readonly string[],
): boolean {
  const name = attribute(node, 'name') ?? '';
  if (!moving(name)) return false;
  const index = names.indexOf(name);
  program.op((out, run) => {
    const fills = run.fills.filter((fill) => fill.plan.name === name && fill.copy >= 0);
    for (const fill of fills) {
      const copy = { ...node };
      setAttribute(copy, 'name', fill.name);
      if (fill.copy > 0) {
        setAttribute(copy, 'sheetId', String(10_000 * (index + 1) + fill.copy));
        copy.head = copy.head.replace(/(\s\w+:id\s*=\s*)["'][^"']*["']/, `$1"${copyRelation(fill)}"`);
      }
      out.text(copy.head + copy.tail);
    }
  });
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
export function dropCalcChain(
  pack: Package,
  main: string,
  current: (part: string) => string,
): Map<string, string | null> {
  const changes = new Map<string, string | null>();
  const [chain] = pack.related(main, 'calcChain');
  if (chain === undefined) return changes;
  changes.set(chain, null);
  const types = parseXml(current('[Content_Types].xml'));
  for (const node of descendants(types, 'Override')) {
    if (attribute(node, 'PartName') === `/${chain}`) detach(node);
  }
  changes.set('[Content_Types].xml', serialize(types));
  const name = relationshipsName(main);
  const links = parseXml(current(name));
  for (const node of elementsOf(documentElement(links))) {
    if (attribute(node, 'Type')?.endsWith('/calcChain')) detach(node);
  }
  changes.set(name, serialize(links));
  return changes;
}
