import { withPictureTypes } from './assets.ts';
import { type CompileContext, HolePart, NEAR, type Use } from './compiled.ts';
import type { Package } from './package.ts';
import { pivotCache } from './pivots.ts';
import type { Program } from './program.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { SheetPlan } from './sheet.ts';
import { type CompiledPart, compileSheet } from './sheet-compile.ts';
import { followers, newDrawing } from './sheet-followers.ts';
import { addDrawing, asksForPictures, EMPTY_DRAWING, withDrawingType } from './sheet-pictures.ts';
import type { Moving } from './sheet-refs.ts';
import type { SheetRun } from './sheet-run.ts';
import type { Styles } from './styles.ts';
import { compileWorkbookPart, dropCalcChain } from './workbook-part.ts';
import type { XmlElement } from './xml.ts';
import { type Entry, makeEntry } from './zip.ts';

export interface Hole {
  readonly part: HolePart<SheetRun>;
  readonly sheet: SheetPlan | null;
}

const TYPES = '[Content_Types].xml';

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
  private readonly parts: Map<string, Entry>;
  private readonly texts = new Map<string, string>();

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
    this.parts = new Map(pack.entries);
  }

  get entries(): Entry[] {
    return [...this.parts.values()];
  }

  /** A part as the compiled template has it. */
  textOf(name: string): string | undefined {
    return this.texts.get(name) ?? (this.parts.has(name) ? this.pack.text(name) : undefined);
  }

  private moving(own: SheetPlan | null): Moving {
    if (this.moved.size === 0) return () => false;
    return (sheet) => (sheet === null ? own?.moves === true : this.moved.has(sheet.toLowerCase()));
  }

  compile(main: string, root: XmlElement, strings: SharedStrings): void {
    const drawn = this.plans.filter(asksForPictures);
    const linked = this.plans.map((plan) => followers(plan, this.pack, this.moving(plan), this.context));
    const hasTags =
      this.plans.some((plan) => plan.hasTags) ||
      linked.some((parts) => parts.some((part) => part.uses.length > 0));
    if (this.moved.size === 0 && !hasTags) return;
    this.addPictures(drawn);
    for (const [i, plan] of this.plans.entries()) this.compilePlan(plan, linked[i] ?? []);
    const withoutTags = strings.withoutTags(this.context);
    if (strings.part !== undefined && withoutTags !== null) this.replace(strings.part, withoutTags);
    this.settle(main, compileWorkbookPart(root, this.moving(null)), null);
    for (const part of this.pack.related(main, 'pivotCacheDefinition'))
      this.settle(part, pivotCache(this.pack.tree(part), this.moving(null)), null);
    for (const [name, xml] of dropCalcChain(this.pack, main, (part) => this.textOf(part) ?? ''))
      this.replace(name, xml);
  }

  private compilePlan(plan: SheetPlan, linked: readonly CompiledPart[]): void {
    const moving = this.moving(plan);
    const sheet = compileSheet(
      plan,
      {
        moving,
        styles: this.styles,
        moves: plan.moves,
        movesColumns: plan.columns !== null,
        dropsCache: true,
      },
      this.context,
    );
    const parts = [sheet, ...linked, ...(this.newDrawings.get(plan) ?? [])];
    this.partsOf.set(
      plan,
      parts.map((one) => one.part),
    );
    for (const one of parts) {
      this.uses.push(...one.uses);
      this.settle(one.part, one.program, plan);
    }
  }

  private readonly newDrawings = new Map<SheetPlan, CompiledPart[]>();

  /** Sheets that will show pictures get a drawing when they have none. */
  private addPictures(plans: readonly SheetPlan[]): void {
    if (plans.length === 0) return;
    const added: string[] = [];
    for (const [i, plan] of plans.entries()) {
      if (this.pack.related(plan.part, 'drawing').length > 0) continue;
      for (const [name, xml] of addDrawing(plan, this.pack, i + 1)) {
        this.replace(name, xml);
        if (xml !== EMPTY_DRAWING) continue;
        added.push(name);
        this.newDrawings.set(plan, [newDrawing(name, xml)]);
      }
    }
    this.replace(TYPES, withDrawingType(withPictureTypes(this.textOf(TYPES) ?? ''), added));
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
