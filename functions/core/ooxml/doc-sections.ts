import { isBlank } from './doc-blocks.ts';
import { replaceRaw } from './doc-loops.ts';
import { opNode, own } from './doc-own.ts';
import { isRepeated } from './flow.ts';
import {
  append,
  childOf,
  documentElement,
  localName,
  serialize,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

/**
 * A section's properties stand at its end, so a loop that holds section breaks has two seams to mend. What follows
 * the last break of a turn belongs to the section after the loop: each turn but the last closes it. Where nothing
 * follows the loop, the last turn ends the document: it makes no break, and its properties are the document's.
 */
export function repeatSections(root: XmlElement): void {
  const body = childOf(documentElement(root), 'body');
  for (const loop of body === undefined ? [] : [...body.children]) {
    if (body === undefined || loop.kind !== 'slot' || loop.slot.kind !== 'block') continue;
    const [branch] = loop.slot.branches;
    if (branch === undefined || !isRepeated(branch.head)) continue;
    const turn = branch.body;
    const at = turn.children.findLastIndex(breaksSection);
    if (at < 0) continue;
    if (turn.children.slice(at + 1).some(isVisible)) closeTurns(turn, sectionAfter(body, loop));
    else if (!body.children.slice(body.children.indexOf(loop) + 1).some(isVisible)) endWith(turn, at, body);
  }
}

const breaksSection = (node: XmlNode): boolean =>
  (node.kind === 'other' && node.raw.includes('<w:sectPr')) ||
  (node.kind === 'element' && node.name === 'w:p' && serialize(node).includes('<w:sectPr'));

const SHOWS = /<w:t(?: [^>]*)?>[^<]|<w:(?:drawing|pict|object|br|sectPr)[ >/]/;

function isVisible(node: XmlNode): boolean {
  if (node.kind === 'slot') return true;
  if (node.kind === 'other') return SHOWS.test(node.raw);
  if (node.kind === 'text') return false;
  if (node.name === 'w:sectPr') return false;
  return node.name === 'w:p' ? !isBlank(node) || breaksSection(node) : !/bookmark/.test(node.name);
}

function sectionAfter(body: XmlElement, loop: XmlNode): string {
  const rest: XmlElement = { ...body, children: body.children.slice(body.children.indexOf(loop) + 1) };
  const nodes = rest.children.flatMap((node) => (node.kind === 'slot' ? [] : [serialize(node)]));
  const texts = nodes.join('');
  return /<w:sectPr(?:[ >].*?<\/w:sectPr>|[^>]*\/>)/s.exec(texts)?.[0] ?? '';
}

function closeTurns(turn: XmlElement, section: string): void {
  if (section === '') return;
  const bytes = Buffer.from(`<w:p><w:pPr>${section}</w:pPr></w:p>`, 'utf8');
  append(
    turn,
    opNode((out, run) => {
      if (run.scope.index < run.scope.count - 1) out.raw(bytes);
    }),
  );
}

function endWith(turn: XmlElement, at: number, body: XmlElement): void {
  const found = turn.children[at] as XmlNode;
  const paragraph = found.kind === 'other' ? replaceRaw(found, turn) : found;
  const properties = paragraph.kind === 'element' ? childOf(paragraph, 'pPr') : undefined;
  const section = properties && childOf(properties, 'sectPr');
  const last = body.children.findLast((node) => node.kind === 'element' && localName(node.name) === 'sectPr');
  if (paragraph.kind !== 'element' || section === undefined || last?.kind !== 'element') return;
  // A paragraph that is there for the break alone goes with it, unless a table before it needs one to follow.
  const before = turn.children[at - 1];
  const alone =
    isBlank(paragraph) && (before?.kind === 'other' || (before?.kind === 'element' && before.name === 'w:p'));
  const [whole, mark] = [serialize(paragraph), serialize(section)];
  const [bytes, end] = [Buffer.from(alone ? whole : mark, 'utf8'), Buffer.from(mark, 'utf8')];
  const usual = Buffer.from(serialize(last), 'utf8');
  const key = {};
  own(alone ? paragraph : section).op = (out, run) => {
    if (run.scope.index < run.scope.count - 1) out.raw(bytes);
    else run.written.add(key);
  };
  own(last).op = (out, run) => out.raw(run.written.has(key) ? end : usual);
}
