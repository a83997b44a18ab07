import { withPictureTypes } from './assets.ts';
import { type CompileContext, HolePart, NEAR, type Use } from './compiled.ts';
import type { TagSlot } from './flow.ts';
import { CONTENT_TYPES } from './names.ts';
import { type Package, relationshipsName } from './package.ts';
import { pivotCache } from './pivots.ts';
import type { Program } from './program.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { SheetPlan } from './sheet.ts';
import { type CompiledPart, compileSheet } from './sheet-compile.ts';
import { ownParts } from './sheet-copies.ts';
import { chartsOf, followers, newDrawing } from './sheet-followers.ts';
import { readLinks, type SheetLinks } from './sheet-links.ts';
import { addDrawing, asksForPictures, EMPTY_DRAWING, withDrawingType } from './sheet-pictures.ts';
import type { Shifts } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import type { Styles } from './styles.ts';
import { compileWorkbookPart, dropCalcChain } from './workbook-part.ts';
import { descendants, textOf, type XmlElement } from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

export interface Hole {
  readonly part: HolePart<SheetRun>;
  readonly sheet: SheetPlan | null;
}

/** Goes through the parts once: fixed parts are settled now, the others become programs. */
export class WorkbookCompiler {
  readonly holes: Hole[] = [];
  readonly uses: Use[] = [];
  /** Parts that hang on each sheet, the sheet itself first. */
  readonly partsOf = new Map<SheetPlan, string[]>();
  private readonly pack: Package;
  private readonly context: CompileContext;
  private readonly plans: readonly SheetPlan[];
  private readonly moved: ReadonlySet<string>;
  private readonly styles: Styles;
  /** The loop of each sheet that repeats, by the sheet's name. */
  private readonly loops: ReadonlyMap<string, TagSlot>;
  private readonly parts: Map<string, Entry>;
  private readonly texts = new Map<string, string>();

  constructor(
    pack: Package,
    context: CompileContext,
    plans: readonly SheetPlan[],
    moved: ReadonlySet<string>,
    styles: Styles,
    loops: ReadonlyMap<string, TagSlot>,
  ) {
    this.pack = pack;
    this.context = context;
    this.plans = plans;
    this.moved = moved;
    this.styles = styles;
    this.loops = loops;
    this.parts = new Map(pack.entries);
  }

  get entries(): Entry[] {
    return [...this.parts.values()];
  }

  /** A part as the compiled template has it. */
  textOf(name: string): string | undefined {
    return this.texts.get(name) ?? (this.parts.has(name) ? this.pack.text(name) : undefined);
  }

  private shifts(own: SheetPlan | null): Shifts {
    const tables = own !== null && this.loops.has(own.name) ? own.tables.map((table) => table.name) : [];
    return {
      any: this.moved.size > 0,
      tables,
      moves: (sheet) => (sheet === null ? own?.moves === true : this.moved.has(sheet.toLowerCase())),
    };
  }

  compile(main: string, root: XmlElement, strings: SharedStrings): void {
    const drawn = this.plans.filter(asksForPictures);
    const linked = this.plans.map((plan) => followers(plan, this.pack, this.shifts(plan), this.context));
    const links = this.plans.map((plan) => readLinks(plan, this.pack, this.context));
    const { open } = this.context.reading.delimiters;
    const hasTags =
      this.plans.some((plan) => plan.hasTags) ||
      links.some((one) => one.uses.length > 0) ||
      descendants(root, 'definedName').some((node) => textOf(node).includes(open)) ||
      linked.some((parts) => parts.some((part) => part.uses.length > 0));
    if (this.moved.size === 0 && !hasTags) return;
    for (const [i, { relations }] of links.entries())
      if (relations !== null) this.replace(relationshipsName(this.plans[i]?.part ?? ''), relations);
    this.addPictures(drawn);
    for (const [i, plan] of this.plans.entries())
      this.compilePlan(plan, linked[i] ?? [], links[i] ?? readLinks(plan, this.pack, this.context));
    this.compileBook(main, root);
    const withoutTags = strings.withoutTags(this.context);
    if (strings.part !== undefined && withoutTags !== null) this.replace(strings.part, withoutTags);
    for (const [name, xml] of dropCalcChain(this.pack, main, (part) => this.textOf(part) ?? ''))
      this.replace(name, xml);
  }

  /** Parts that hang on the workbook itself. */
  private compileBook(main: string, root: XmlElement): void {
    const shifts = this.shifts(null);
    const book = compileWorkbookPart(main, root, shifts, this.loops, this.context);
    this.uses.push(...book.uses);
    this.settle(main, book.program, null);
    for (const part of this.pack.related(main, 'pivotCacheDefinition'))
      this.settle(part, pivotCache(this.pack.tree(part), shifts), null);
    for (const sheet of this.pack.related(main, 'chartsheet'))
      for (const drawing of this.pack.related(sheet, 'drawing'))
        for (const chart of chartsOf(drawing, this.pack, shifts, null, this.context)) {
          this.uses.push(...chart.uses);
          this.settle(chart.part, chart.program, null);
        }
  }

  private compilePlan(plan: SheetPlan, linked: readonly CompiledPart[], links: SheetLinks): void {
    const loop = this.loops.get(plan.name);
    const sheet = compileSheet(
      plan,
      {
        shifts: this.shifts(plan),
        styles: this.styles,
        links: links.addresses,
        repeats: loop !== undefined,
        moves: plan.moves,
        movesColumns: plan.columns !== null,
        mayBeBlank: plan.tables.length > 0,
        dropsCache: true,
      },
      this.context,
    );
    const parts = [sheet, ...linked, ...(this.newDrawings.get(plan) ?? [])];
    const own = loop === undefined ? [] : ownParts(this.pack, plan.part);
    this.partsOf.set(plan, [...new Set([...parts.map((one) => one.part), ...own])]);
    const uses = [...parts.flatMap((one) => one.uses), ...links.uses];
    const outer = loop === undefined ? [] : [loop];
    this.uses.push(...uses.map((use) => ({ ...use, around: [...outer, ...use.around] })));
    for (const one of parts) this.settle(one.part, one.program, plan);
  }

  private readonly newDrawings = new Map<SheetPlan, CompiledPart[]>();

  /** Sheets that will show pictures get a drawing when they have none. */
  private addPictures(plans: readonly SheetPlan[]): void {
    if (plans.length === 0) return;
    const added: string[] = [];
    for (const [i, plan] of plans.entries()) {
      if (this.pack.related(plan.part, 'drawing').length > 0) continue;
      const current = (name: string): string | undefined => this.textOf(name);
      for (const [name, xml] of addDrawing(plan, current, i + 1)) {
        this.replace(name, xml);
        if (xml !== EMPTY_DRAWING) continue;
        added.push(name);
        this.newDrawings.set(plan, [newDrawing(name, xml)]);
      }
    }
    this.replace(CONTENT_TYPES, withDrawingType(withPictureTypes(this.textOf(CONTENT_TYPES) ?? ''), added));
  }

  private settle(part: string, program: Program<SheetRun>, sheet: SheetPlan | null): void {
    if (!program.isFixed)
      this.holes.push({ part: new HolePart(part, program.done(), sheet === null ? undefined : NEAR), sheet });
    else this.replace(part, program.fixedText());
  }

  private replace(part: string, xml: string | null): void {
    if (xml === null) {
      this.parts.delete(part);
      return;
    }
    if (this.pack.has(part) && !this.texts.has(part) && xml === this.pack.text(part)) return;
    this.texts.set(part, xml);
    this.parts.set(part, makeEntry(part, Buffer.from(xml, 'utf8'), this.context.level));
  }
}
