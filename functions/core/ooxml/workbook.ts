import { Assets } from './assets.ts';
import type { CompileContext, Compiled, Use } from './compiled.ts';
import { refuseDdeLinks } from './external.ts';
import type { Package } from './package.ts';
import { plainHoles } from './plain-parts.ts';
import { forEach, mistake, type Run } from './program.ts';
import { SharedStrings } from './shared-strings.ts';
import { readSheet, type SheetPlan } from './sheet.ts';
import { addCopies, copyName } from './sheet-copies.ts';
import { type SheetName, sheetName } from './sheet-name.ts';
import { layOutColumns, layOutRows, type SheetFill, type SheetRun } from './sheet-run.ts';
import { checkTables, readTables } from './sheet-tables.ts';
import { sheetUses } from './sheet-uses.ts';
import { Styles, StyleUse, type StyleVariant } from './styles.ts';
import { WorkbookCompiler } from './workbook-compiler.ts';

import {
  attribute,
  childOf,
  descendants,
  documentElement,
  elementsOf,
  parseXml,
  type XmlElement,
} from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

interface SheetEntry {
  readonly name: string;
  readonly part: string;
}

/** Compiles an Excel template; mistakes go to the report. */
export function compileWorkbook(pack: Package, context: CompileContext): Compiled {
  const main = pack.mainPart();
  refuseDdeLinks(pack, main);
  const root = parseXml(pack.text(main));
  const strings = new SharedStrings(pack, main);
  const plans = listSheets(pack, main, root).map(({ name, part }) =>
    readSheet({
      part,
      name,
      xml: pack.text(part),
      strings: strings.items,
      tables: readTables(pack, part),
      filters: context.filters,
      reading: context.reading,
    }),
  );
  const names = plans.map((plan) => sheetName(plan, main, context));
  for (const [i, plan] of plans.entries()) checkTables(plan, names[i]?.loop !== undefined, pack, context);
  const moved = new Set(
    plans.filter((plan, i) => plan.moves || names[i] !== null).map((plan) => plan.name.toLowerCase()),
  );
  const stylesPart = pack.related(main, 'styles')[0];
  const styles = new Styles(stylesPart === undefined ? null : pack.text(stylesPart));
  const loops = new Map(
    plans.flatMap((plan, i) => (names[i]?.loop ? [[plan.name, names[i].loop.slot] as const] : [])),
  );
  const compiler = new WorkbookCompiler(pack, context, plans, moved, styles, loops);
  compiler.compile(main, root, strings);
  const drawings = plans
    .filter((plan) => !loops.has(plan.name))
    .flatMap((plan) => pack.related(plan.part, 'drawing'));
  const plain = plainHoles(pack, drawings, context, (name) => compiler.textOf(name));
  const date1904 = readDate1904(root);
  const uses: Use[] = [
    ...plans.flatMap((plan, i) => sheetUses(plan, names[i]?.loop ? [names[i].loop.slot] : [])),
    ...compiler.uses,
    ...plain.uses,
    ...names.flatMap((name) => name?.uses ?? []),
  ];

  const tagged = new Set(plans.filter((_, i) => names[i] !== null).map((plan) => plan.name));
  const fixedNames = descendants(root, 'sheet')
    .map((node) => attribute(node, 'name') ?? '')
    .filter((name) => !tagged.has(name))
    .map((name) => name.toLowerCase());
  const layOutAll = (run: Run): SheetFill[] => {
    const taken = new Set(fixedNames);
    return plans.flatMap((plan, i) => layOutSheet(plan, names[i] ?? null, run, taken));
  };

  // Fills of one template mostly need the same styles.
  let restyled: { xml: string; level: number; entry: Entry } | null = null;
  const restyle = (name: string, variants: readonly StyleVariant[], level: number): Entry | null => {
    const xml = variants.length > 0 ? styles.withVariants(variants) : null;
    if (xml === null) return null;
    if (restyled?.xml !== xml || restyled.level !== level) {
      restyled = { xml, level, entry: makeEntry(name, Buffer.from(xml, 'utf8'), level) };
    }
    return restyled.entry;
  };

  return { uses, asks: [], fill };

  function fill(run: Run, level: number, limit: number): Entry[] {
    const styleUse = new StyleUse(styles.count);
    const fills = layOutAll(run);
    const sheets = firstBySheet(fills);
    const assets = new Assets('xl');
    const own = {
      fills,
      sheets,
      styles: styleUse,
      date1904,
      assets,
      pictures: [],
      here: null,
      row: 0,
      col: 0,
      colPlaced: null,
      placed: null,
    };
    const sheetRun: SheetRun = Object.assign(run, own);
    if (fills.every((one) => one.copy < 0)) noSheet(run, main);
    if (
      run.report.findings.some(
        (finding) => finding.code.startsWith('TOO_MANY') || finding.code === 'NO_SHEET',
      )
    )
      return [];
    const rendered = renderHoles(compiler, sheetRun, level, limit);
    for (const part of plain.holes) rendered.set(part.name, part.render(run, level, limit));
    const styled = stylesPart === undefined ? null : restyle(stylesPart, styleUse.variants, level);
    if (styled !== null) rendered.set(styled.name, styled);
    const entries = compiler.entries.map((entry) => rendered.get(entry.name) ?? entry);
    const known = new Set(entries.map((entry) => entry.name));
    const copied = [...entries, ...[...rendered.values()].filter((entry) => !known.has(entry.name))];
    const textOf = (name: string): string | undefined => compiler.textOf(name);
    const partsOf = (one: SheetFill): readonly string[] => compiler.partsOf.get(one.plan) ?? [];
    const all = addCopies(copied, { fills, partsOf, main }, pack, (name) => textOf(name) ?? '', level);
    return assets.addTo(all, level);
  }
}

const firstBySheet = (fills: readonly SheetFill[]): Map<string, SheetFill> =>
  new Map(fills.toReversed().map((one) => [one.plan.name.toLowerCase(), one]));

function renderHoles(
  compiler: WorkbookCompiler,
  run: SheetRun,
  level: number,
  limit: number,
): Map<string, Entry> {
  const data = run.scope;
  const rendered = new Map<string, Entry>();
  for (const { part, sheet } of compiler.holes) {
    const targets = sheet === null ? [null] : run.fills.filter((one) => one.plan === sheet && one.copy >= 0);
    for (const target of targets) {
      const key = sheet?.name.toLowerCase() ?? '';
      const first = run.sheets.get(key);
      if (target !== null) run.sheets.set(key, target);
      run.here = target;
      run.placed = null;
      run.scope = target?.scope ?? data;
      const name = copyName(part.name, target?.copy ?? 0);
      rendered.set(name, part.render(run, level, limit, name));
      if (first !== undefined) run.sheets.set(key, first);
    }
  }
  run.scope = data;
  return rendered;
}

/** A sheet as it stands once, or once per item when its name opens a loop. */
function layOutSheet(plan: SheetPlan, name: SheetName | null, run: Run, taken: Set<string>): SheetFill[] {
  const fills: SheetFill[] = [];
  const take = (copy: number): void => {
    const written = name?.write(run, taken) ?? plan.name;
    taken.add(written.toLowerCase());
    fills.push({
      plan,
      name: written,
      renamed: written !== plan.name,
      rows: layOutRows(plan, run),
      cols: layOutColumns(plan, run),
      copy,
      scope: run.scope,
    });
  };
  if (name?.loop === undefined) take(0);
  else {
    forEach(run, name.loop.site, name.loop.name, take);
    if (fills.length === 0)
      fills.push({
        plan,
        name: plan.name,
        renamed: false,
        rows: layOutRows({ ...plan, body: { first: 1, last: 1, items: [] } }, run),
        cols: null,
        copy: -1,
        scope: run.scope,
      });
  }
  return fills;
}

function noSheet(run: Run, main: string): void {
  mistake(run, { part: main, place: '', tag: '' }, 'NO_SHEET', {
    zh: '按数据生成的工作表为零个，而工作簿至少要有一个工作表。',
    en: 'The data gives no sheet at all; a workbook needs at least one.',
  });
}

function readDate1904(root: XmlElement): boolean {
  const properties = childOf(documentElement(root), 'workbookPr');
  const value = properties === undefined ? undefined : attribute(properties, 'date1904');
  return value === '1' || value === 'true';
}

export function listSheets(pack: Package, main: string, root: XmlElement): SheetEntry[] {
  const sheets = childOf(documentElement(root), 'sheets');
  const links = new Map(pack.relationships(main).map((one) => [one.id, one]));
  return (sheets === undefined ? [] : elementsOf(sheets, 'sheet')).flatMap((node) => {
    const link = links.get(attribute(node, 'r:id') ?? relationId(node) ?? '');
    return link?.type === 'worksheet' ? [{ name: attribute(node, 'name') ?? '', part: link.target }] : [];
  });
}

/** The prefix of the relationships namespace is `r` almost always, but not by law. */
const relationId = (node: XmlElement): string | undefined =>
  /\s\w+:id\s*=\s*["']([^"']*)/.exec(node.head)?.[1];
