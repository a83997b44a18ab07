import { isMarker, tagOf } from './blocks.ts';
import type { CompileContext, Use } from './compiled.ts';
import { placeSlots, type TagSlot } from './flow.ts';
import { proseOf, type Run, resolve, type Site } from './program.ts';
import type { SheetPlan } from './sheet.ts';
import { checkSheetTag, reportImage } from './sheet-text.ts';
import { siteOf } from './text-ops.ts';
import { childOf, element, escapeAttribute, unescapeXml, type XmlElement } from './xml.ts';

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
  for (const one of slots) {
    checkSheetTag(tagOf(one), context.filters, context.reading.report);
    reportImage(tagOf(one), context.reading.report);
  }
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

const LONGEST_NAME = 31;

/** A name that Excel accepts: 31 characters, none of `[]:*?/\`, no quote at the ends, not "History", unlike all others. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name holds none
  const plain = wanted.replace(/[[\]:*?/\\\x00-\x1f]/g, '_').trim();
  const clean =
    cut(plain, LONGEST_NAME)
      .replace(/^'+|'+$/g, '')
      .trim() || 'Sheet';
  if (isFree(clean, taken)) return clean;
  for (let n = 2; ; n++) {
    const end = ` (${n})`;
    const name = cut(clean, LONGEST_NAME - end.length) + end;
    if (isFree(name, taken)) return name;
  }
}

const isFree = (name: string, taken: ReadonlySet<string>): boolean =>
  !taken.has(name.toLowerCase()) && name.toLowerCase() !== 'history';

/** The beginning of a text; no character of two units is cut in half. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
