import { DocketError } from '../result.ts';
import { didYouMean, nearest, type Place, type Report } from './errors.ts';
import type { FilterTable } from './filters.ts';
import {
  ancestors,
  type BlockSlot,
  type Branch,
  bodyOf,
  commonAncestor,
  liftTo,
  replaceRange,
  type TagSlot,
} from './flow.ts';
import type { Expr, Tag } from './grammar.ts';
import { parseBox } from './image.ts';
import { localName, type XmlElement, type XmlSlot } from './xml.ts';

/** The ends of a block that found each other: head, any number of `else`, close. */
export interface Pair<T> {
  readonly head: T;
  readonly middle: T[];
  readonly close: T;
}

export const isOpener = (tag: Tag): boolean =>
  tag.kind === 'each' || tag.kind === 'if' || tag.kind === 'section';
export const isMarker = (tag: Tag): boolean =>
  isOpener(tag) || tag.kind === 'else' || tag.kind === 'elseif' || tag.kind === 'end';

interface Open<T> {
  readonly item: T;
  readonly middle: T[];
}

/** Pairs block tags in document order; answers inner pairs first. Whatever has no partner is reported or handed to `loose`. */
export function pairBlocks<T>(
  items: readonly T[],
  tagOf: (item: T) => TagSlot,
  report: Report,
  loose?: (item: T) => void,
): Pair<T>[] {
  const stack: Open<T>[] = [];
  const pairs: Pair<T>[] = [];
  for (const item of items) {
    const { tag } = tagOf(item);
    if (isOpener(tag)) stack.push({ item, middle: [] });
    else if (tag.kind === 'else' || tag.kind === 'elseif') takeElse(item);
    else if (tag.kind === 'end') takeEnd(item, tag.block);
  }
  for (const open of stack) {
    if (loose) [open.item, ...open.middle].forEach(loose);
    else reportUnclosed(tagOf(open.item), report);
  }
  return pairs;

  function takeElse(item: T): void {
    const open = stack.at(-1);
    if (open?.middle.some((one) => tagOf(one).tag.kind === 'else'))
      report.add(tagOf(item).place, 'ELSE_ALONE', {
        zh: '{{else}} 之后、结束标签之前，不能再有 {{else}} 或 {{else if}}。',
        en: 'After {{else}} only the closing tag may come, no other {{else}} or {{else if}}.',
      });
    else if (open) open.middle.push(item);
    else if (loose) loose(item);
    else
      report.add(tagOf(item).place, 'ELSE_ALONE', {
        zh: '{{else}} 不在任何 {{#if}} 或 {{#each}} 之内。',
        en: '{{else}} stands in no {{#if}} or {{#each}}.',
      });
  }

  function takeEnd(item: T, block: string): void {
    const at = stack.findLastIndex((open) => closes(block, tagOf(open.item).tag));
    if (at < 0) {
      if (loose) loose(item);
      else
        reportUnopened(
          tagOf(item),
          stack.length > 0 ? tagOf((stack.at(-1) as Open<T>).item) : undefined,
          report,
        );
      return;
    }
    for (const crossed of stack.splice(at + 1)) reportCrossed(tagOf(crossed.item), tagOf(item), report);
    const open = stack.pop() as Open<T>;
    if (stack.length > DEEPEST) throw tooDeep(tagOf(open.item));
    pairs.push({ head: open.item, middle: open.middle, close: item });
  }
}

/** Loops and conditions inside each other: more would overflow the stack. */
const DEEPEST = 200;

const tooDeep = ({ place }: TagSlot): DocketError =>
  new DocketError('TAG_TOO_DEEP', {
    zh: `循环和条件套了 ${DEEPEST} 层以上（${place.place} ${place.tag}），无法处理。`,
    en: `Loops and conditions stand inside each other more than ${DEEPEST} deep (${place.place} ${place.tag}).`,
  });

function closes(block: string, tag: Tag): boolean {
  if (tag.kind === 'section') return block === '' || block === tag.path;
  if (tag.kind === 'each') return block === (tag.columns ? 'columns' : 'each');
  return block === 'if' || (block === 'unless' && tag.kind === 'if' && tag.expr.op === 'not');
}

const endOf = (tag: Tag): string => {
  if (tag.kind === 'section') return `/${tag.path}`;
  if (tag.kind === 'each') return tag.columns ? '/columns' : '/each';
  return '/if';
};

const delimited = (like: string, inside: string): string =>
  like.startsWith('{{') || !like.startsWith('{') ? `{{${inside}}}` : `{${inside}}`;

function reportUnclosed(slot: TagSlot, report: Report): void {
  if (slot.broken) return;
  const end = delimited(slot.place.tag, endOf(slot.tag));
  report.add(slot.place, 'BLOCK_UNCLOSED', {
    zh: `缺少对应的结束标签 ${end}。`,
    en: `The block is never closed with ${end}.`,
  });
}

function reportUnopened(slot: TagSlot, open: TagSlot | undefined, report: Report): void {
  if (slot.broken) return;
  const hint = open === undefined ? undefined : delimited(slot.place.tag, endOf(open.tag));
  report.add(
    slot.place,
    'BLOCK_UNOPENED',
    { zh: '结束标签没有对应的开始标签。', en: 'This closing tag has no opening tag.' },
    didYouMean(hint),
  );
}

function reportCrossed(inner: TagSlot, end: TagSlot, report: Report): void {
  report.add(inner.place, 'BLOCK_CROSSED', {
    zh: `该区块与 ${end.place.tag} 交叉：应先写 ${delimited(inner.place.tag, endOf(inner.tag))} 再结束外层。`,
    en: `This block crosses ${end.place.tag}: close it with ${delimited(inner.place.tag, endOf(inner.tag))} before the outer one ends.`,
  });
}

export const tagOf = (slot: XmlSlot): TagSlot => slot.slot as TagSlot;

/** Elements that may be cut in two without losing anything. */
const CUTTABLE = new Set(['r', 't', 'ins', 'hyperlink', 'smartTag', 'moveTo']);

export function canCut(ancestor: XmlElement, slot: XmlSlot): boolean {
  for (const holder of ancestors(slot)) {
    if (holder === ancestor) return true;
    if (!CUTTABLE.has(localName(holder.name))) return false;
  }
  return false;
}

/** Turns a pair inside one text container into a block; false when its ends cannot meet. */
export function wrapInline(pair: Pair<XmlSlot>): boolean {
  const ends = [pair.head, ...pair.middle, pair.close];
  const ancestor = commonAncestor(pair.head, pair.close);
  if (ancestor === undefined || !ends.every((end) => canCut(ancestor, end))) return false;
  for (const end of ends) liftTo(ancestor, end);
  wrapSiblings(ancestor, ends);
  return true;
}

/** All ends are children of `parent`: what lies between them becomes the branches of one block. */
export function wrapSiblings(parent: XmlElement, ends: readonly XmlSlot[]): XmlSlot {
  const places = ends.map((end) => parent.children.indexOf(end));
  const branches: Branch[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    branches.push({
      head: tagOf(ends[i] as XmlSlot),
      body: bodyOf(parent.children.slice((places[i] ?? 0) + 1, places[i + 1])),
    });
  }
  const block: BlockSlot = { kind: 'block', branches };
  const slot: XmlSlot = { kind: 'slot', slot: block, parent };
  replaceRange(parent, places[0] ?? 0, (places.at(-1) ?? 0) + 1, slot);
  return slot;
}

/** Names and arguments of the filters that a tag uses. */
function checkExpr(expr: Expr, place: Place, filters: FilterTable, report: Report): void {
  if (expr.op === 'filter') checkFilter(expr, place, filters, report);
  if ('a' in expr) checkExpr(expr.a, place, filters, report);
  if ('b' in expr) checkExpr(expr.b, place, filters, report);
  if (expr.op === 'path') {
    for (const segment of expr.path)
      if (typeof segment !== 'string') checkExpr(segment, place, filters, report);
  }
}

function checkFilter(
  expr: Expr & { op: 'filter' },
  place: Place,
  filters: FilterTable,
  report: Report,
): void {
  for (const arg of expr.args) checkExpr(arg, place, filters, report);
  const filter = filters.get(expr.name);
  if (filter === undefined) {
    report.add(
      place,
      'FILTER_UNKNOWN',
      { zh: `没有过滤器“${expr.name}”。`, en: `There is no filter "${expr.name}".` },
      didYouMean(nearest(expr.name, filters.keys())),
    );
    return;
  }
  const [fewest, most] = filter.args;
  if (expr.args.length >= fewest && expr.args.length <= most) return;
  report.add(place, 'FILTER_ARGUMENTS', {
    zh: `过滤器“${expr.name}”需要 ${fewest === most ? fewest : `${fewest}–${most}`} 个参数。`,
    en: `The filter "${expr.name}" takes ${fewest === most ? fewest : `${fewest} to ${most}`} argument(s).`,
  });
}

export function checkTag(slot: TagSlot, filters: FilterTable, report: Report): void {
  const { tag, place } = slot;
  if ('expr' in tag) checkExpr(tag.expr, place, filters, report);
  if (tag.kind !== 'value' || tag.options.length === 0) return;
  if (tag.as === 'image' && parseBox(tag.options) !== undefined) return;
  const options = tag.options.join(' ');
  const [first] = tag.options;
  if (first === '|' || first === '｜') {
    report.add(
      place,
      'TAG_OPTIONS',
      {
        zh: `过滤器应写在“:${tag.as}”之前。`,
        en: `A filter stands before ":${tag.as}".`,
      },
      didYouMean(tag.expr.op === 'path' ? `${tag.expr.text} ${options} :${tag.as}` : undefined),
    );
    return;
  }
  report.add(
    place,
    'TAG_OPTIONS',
    {
      zh: `无法理解“${options}”。图片尺寸写作 40mm 或 40mm x 20mm（0.1–558 mm）。`,
      en: `"${options}" cannot be understood. A picture's size is written 40mm or 40mm x 20mm (0.1 to 558 mm).`,
    },
    tag.as === 'image' ? didYouMean('40mm x 20mm') : undefined,
  );
}
