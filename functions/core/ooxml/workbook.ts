import { type CompileContext, type Compiled, HolePart, type Use } from './compiled.ts';
import type { Package } from './package.ts';
import type { Program, Run } from './program.ts';
import { mayHoldTag, readSheet, type SheetPlan } from './sheet.ts';
import { compileSheet } from './sheet-compile.ts';
import { followers } from './sheet-followers.ts';
import type { Moving } from './sheet-refs.ts';
import { layOutRows, type SheetFill, type SheetRun } from './sheet-run.ts';
import { sheetUses } from './sheet-uses.ts';
import { Styles, StyleUse } from './styles.ts';
import { compileWorkbookPart, dropCalcChain, sheetName } from './workbook-part.ts';
import {
  attribute,
  childOf,
  documentElement,
  elementsOf,
  parseXml,
  serialize,
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
  const root = parseXml(pack.text(main));
  const strings = new SharedStrings(pack, main);
  const plans = listSheets(pack, main, root).map(({ name, part }) =>
    readSheet({
      part,
      name,
      xml: pack.text(part),
      strings: strings.items,
      filters: context.filters,
      reading: context.reading,
    }),
  );
  const names = plans.map((plan) => sheetName(plan, main, context));
  const moved = new Set(
    plans.filter((plan, i) => plan.moves || names[i] !== null).map((plan) => plan.name.toLowerCase()),
  );
  const stylesPart = pack.related(main, 'styles')[0];
  const styles = new Styles(stylesPart === undefined ? null : pack.text(stylesPart));
  const compiler = new WorkbookCompiler(pack, context, plans, moved, styles);
  compiler.compile(main, root, strings);
  const date1904 = readDate1904(root);
  const uses: Use[] = [
    ...plans.flatMap(sheetUses),
    ...compiler.uses,
    ...names.flatMap((name) => (name === null ? [] : [name.use])),
  ];

  const layOutAll = (run: Run): Map<string, SheetFill> => {
    const sheets = new Map<string, SheetFill>();
    const taken = new Set<string>();
    for (const [i, plan] of plans.entries()) {
      const name = names[i]?.write(run, taken) ?? plan.name;
      taken.add(name.toLowerCase());
      sheets.set(plan.name.toLowerCase(), {
        plan,
        name,
        renamed: name !== plan.name,
        rows: layOutRows(plan, run),
      });
    }
    return sheets;
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

  return { uses, fill };

  function fill(run: Run, level: number, limit: number): Entry[] {
    const data = run.scope;
    const styleUse = new StyleUse(styles.count);
    const sheetRun: SheetRun = Object.assign(run, {
      sheets: layOutAll(run),
      styles: styleUse,
      date1904,
      here: null,
      row: 0,
      placed: null,
    });
    if (run.report.findings.some((finding) => finding.code.startsWith('TOO_MANY'))) return [];
    const rendered = new Map<string, Entry>();
    for (const { part, sheet } of compiler.holes) {
      sheetRun.here = sheet === null ? null : (sheetRun.sheets.get(sheet.name.toLowerCase()) ?? null);
      sheetRun.placed = null;
      sheetRun.scope = data;
      rendered.set(part.name, part.render(sheetRun, level, limit));
    }
    const styled = stylesPart === undefined ? null : restyle(stylesPart, styleUse.variants, level);
    if (styled !== null) rendered.set(styled.name, styled);
    return compiler.entries.map((entry) => rendered.get(entry.name) ?? entry);
  }
}

function readDate1904(root: XmlElement): boolean {
  const properties = childOf(documentElement(root), 'workbookPr');
  const value = properties === undefined ? undefined : attribute(properties, 'date1904');
  return value === '1' || value === 'true';
}

function listSheets(pack: Package, main: string, root: XmlElement): SheetEntry[] {
  const sheets = childOf(documentElement(root), 'sheets');
  const links = new Map(pack.relationships(main).map((one) => [one.id, one]));
  return (sheets === undefined ? [] : [...elementsOf(sheets, 'sheet')]).flatMap((node) => {
    const link = links.get(attribute(node, 'r:id') ?? relationId(node) ?? '');
    return link?.type === 'worksheet' ? [{ name: attribute(node, 'name') ?? '', part: link.target }] : [];
  });
}

/** The prefix of the relationships namespace is `r` almost always, but not by law. */
const relationId = (node: XmlElement): string | undefined =>
  /\s\w+:id\s*=\s*["']([^"']*)/.exec(node.head)?.[1];

/** The texts that cells share; those that held tags are emptied, since their cells get texts of their own. */
export class SharedStrings {
  readonly part: string | undefined;
  readonly items: readonly XmlElement[];
  private readonly root: XmlElement | null;

  constructor(pack: Package, main: string) {
    this.part = pack.related(main, 'sharedStrings')[0];
    this.root = this.part === undefined ? null : parseXml(pack.text(this.part));
    this.items = this.root === null ? [] : [...elementsOf(documentElement(this.root), 'si')];
  }

  /** The part without its tags; null when it had none. */
  withoutTags(context: CompileContext): string | null {
    const tagged = this.items.filter((item) => mayHoldTag(item, context.reading));
    if (this.root === null || tagged.length === 0) return null;
    for (const item of tagged) item.children = item.children.slice(0, 0);
    return serialize(this.root).replace(/<((?:\w+:)?)si><\/(?:\w+:)?si>/g, '<$1si><$1t/></$1si>');
  }
}

interface Hole {
  readonly part: HolePart<SheetRun>;
  readonly sheet: SheetPlan | null;
}

/** Goes through the parts once: fixed parts are settled now, the others become programs. */
class WorkbookCompiler {
  readonly holes: Hole[] = [];
  readonly uses: Use[] = [];
  entries: Entry[];
  private readonly pack: Package;
  private readonly context: CompileContext;
  private readonly plans: readonly SheetPlan[];
  private readonly moved: ReadonlySet<string>;
  private readonly styles: Styles;

  constructor(
    pack: Package,
    context: CompileContext,
    plans: readonly SheetPlan[],
    moved: ReadonlySet<string>,
    styles: Styles,
  ) {
    this.pack = pack;
    this.context = context;
    this.plans = plans;
    this.moved = moved;
    this.styles = styles;
    this.entries = [...pack.entries.values()];
  }

  private moving(own: SheetPlan | null): Moving {
    if (this.moved.size === 0) return () => false;
    return (sheet) => (sheet === null ? own?.moves === true : this.moved.has(sheet.toLowerCase()));
  }

  compile(main: string, root: XmlElement, strings: SharedStrings): void {
    const linked = this.plans.map((plan) => followers(plan, this.pack, this.moving(plan), this.context));
    const isTemplate =
      this.moved.size > 0 ||
      this.plans.some((plan) => plan.hasTags) ||
      linked.some((parts) => parts.some((part) => part.uses.length > 0));
    if (!isTemplate) return;
    for (const [i, plan] of this.plans.entries()) {
      const sheet = compileSheet(
        plan,
        { moving: this.moving(plan), styles: this.styles, moves: plan.moves, dropsCache: true },
        this.context,
      );
      this.uses.push(...sheet.uses);
      this.settle(plan.part, sheet.program, plan);
      for (const follower of linked[i] ?? []) {
        this.uses.push(...follower.uses);
        this.settle(follower.part, follower.program, plan);
      }
    }
    const withoutTags = strings.withoutTags(this.context);
    if (strings.part !== undefined && withoutTags !== null) this.replace(strings.part, withoutTags);
    this.settle(main, compileWorkbookPart(root, this.moving(null)), null);
    for (const [name, xml] of dropCalcChain(this.pack, main)) this.replace(name, xml);
  }

  private settle(part: string, program: Program<SheetRun>, sheet: SheetPlan | null): void {
    if (!program.isFixed) this.holes.push({ part: new HolePart(part, program.done()), sheet });
    else this.replace(part, program.fixedText());
  }

  private replace(part: string, xml: string | null): void {
    if (xml === null) {
      this.entries = this.entries.filter((entry) => entry.name !== part);
      return;
    }
    if (xml === this.pack.text(part)) return;
    this.entries = this.entries.map((entry) =>
      entry.name === part ? makeEntry(part, Buffer.from(xml, 'utf8'), this.context.level) : entry,
    );
  }
}
