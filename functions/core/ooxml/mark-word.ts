import { WORD_TEXT } from './doc-blocks.ts';
import type { Finding } from './errors.ts';
import { ancestors, liftTo, readText } from './flow.ts';
import { AUTHOR, elsewhere, linesOf, nextId } from './mark-text.ts';
import { OFFICE, XML_HEAD } from './names.ts';
import type { PackageEdit } from './package-edit.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  element,
  escapeText,
  localName,
  setAttribute,
  unescapeXml,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml';
const PLACE_LENGTH = 80;

interface Spot {
  readonly paragraph: XmlElement;
  /** Characters of the paragraph's text; undefined: the whole paragraph. */
  readonly span: readonly [number, number] | undefined;
  readonly lines: readonly string[];
}

/** Finds paragraphs by what a finding says of them, each occurrence once. */
class Places {
  private readonly byText: ReadonlyMap<string, readonly XmlElement[]>;
  /** Places of a tag in paragraphs like this that no finding has taken yet, the last one for good. */
  private readonly left = new Map<string, Omit<Spot, 'lines'>[]>();
  readonly first: XmlElement | undefined;

  constructor(paragraphs: readonly XmlElement[]) {
    this.first = paragraphs.find((one) => !isInTextBox(one));
    this.byText = Map.groupBy(paragraphs, (one) => readText(one, WORD_TEXT).trim().slice(0, PLACE_LENGTH));
  }

  /** The next tag like this in a paragraph like this. */
  next({ place, tag }: Finding): Omit<Spot, 'lines'> | undefined {
    const key = `${place}\n${tag}`;
    const known = this.left.get(key);
    const paragraphs = place === '' ? [] : (this.byText.get(place) ?? []);
    const left = known ?? paragraphs.flatMap((paragraph) => spots(paragraph, tag)).reverse();
    this.left.set(key, left);
    return left.length > 1 ? left.pop() : left[0];
  }
}

const spots = (paragraph: XmlElement, tag: string): Omit<Spot, 'lines'>[] => {
  const text = readText(paragraph, WORD_TEXT);
  const found: Omit<Spot, 'lines'>[] = [];
  for (let at = tag === '' ? -1 : text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + tag.length))
    found.push({ paragraph, span: [at, at + tag.length] });
  return found.length > 0 ? found : [{ paragraph, span: undefined }];
};

const isInTextBox = (node: XmlNode): boolean =>
  ancestors(node).some((one) => localName(one.name) === 'txbxContent');

/** Word takes no comment inside a text box: the paragraph that holds the box gets it. */
const outside = (paragraph: XmlElement): XmlElement | undefined =>
  ancestors(paragraph).findLast((one) => one.name === paragraph.name && !isInTextBox(one));

const spotOf = (finding: Finding, places: Places, main: string): Spot | undefined => {
  const found = finding.part === main ? places.next(finding) : undefined;
  if (found && !isInTextBox(found.paragraph)) return { ...found, lines: linesOf(finding) };
  const paragraph = (found && outside(found.paragraph)) ?? places.first;
  return paragraph && { paragraph, span: undefined, lines: linesOf(finding, elsewhere(finding)) };
};

/** Puts comments around the tags; what stands where Word takes no comment is told at the first paragraph. */
export const markWord = (edit: PackageEdit, main: string, findings: readonly Finding[]): void => {
  const root = edit.root(main);
  const places = new Places(descendants(root, 'p').filter(({ name }) => name === 'w:p'));
  const spotsFound = findings.flatMap((finding) => spotOf(finding, places, main) ?? []);
  if (spotsFound.length === 0) return;
  const comments = commentsOf(edit, main);
  let id = nextId(descendants(comments, 'comment').map((one) => attribute(one, 'w:id')));
  for (const spot of fromTheEnd(spotsFound)) {
    append(comments, commentOf(id, spot.lines));
    anchor(spot, id);
    id++;
  }
};

/** Cutting a paragraph changes nothing before the cut. */
const fromTheEnd = (all: readonly Spot[]): readonly Spot[] =>
  all.toSorted((a, b) => (b.span?.[0] ?? -1) - (a.span?.[0] ?? -1));

const commentsOf = (edit: PackageEdit, main: string): XmlElement => {
  const [known] = edit.pack.related(main, 'comments');
  if (known !== undefined) {
    const root = edit.root(known);
    if (root.name === 'w:comments') return root;
  }
  const part = edit.freeName('word/commentsDocket', '.xml');
  edit.relate(main, 'comments', part);
  edit.addType(part, TYPE);
  return edit.root(part, `${XML_HEAD}<w:comments xmlns:w="${WORD}" xmlns:r="${OFFICE}"></w:comments>`);
};

const commentOf = (id: number, lines: readonly string[]): XmlElement => {
  const paragraphs = lines.map(
    (line) => `<w:p><w:r><w:t xml:space="preserve">${escapeText(line)}</w:t></w:r></w:p>`,
  );
  return element(
    `<w:comment w:id="${id}" w:author="${AUTHOR}" w:initials="D">${paragraphs.join('')}</w:comment>`,
  );
};

const anchor = ({ paragraph, span }: Spot, id: number): void => {
  const start = element(`<w:commentRangeStart w:id="${id}"/>`);
  const end = element(`<w:commentRangeEnd w:id="${id}"/>`);
  const reference = element(`<w:r><w:commentReference w:id="${id}"/></w:r>`);
  // the end first: the text before it stays where it is
  if (!(span && put(paragraph, end, span[1]) && put(paragraph, start, span[0]))) {
    detach(end);
    const properties = childOf(paragraph, 'pPr');
    append(paragraph, start, properties ? paragraph.children.indexOf(properties) + 1 : 0);
    append(paragraph, end);
  }
  const holder = end.parent ?? paragraph;
  append(holder, reference, holder.children.indexOf(end) + 1);
};

/** Puts a node between the characters of a paragraph, cutting the run there in two. */
const put = (paragraph: XmlElement, node: XmlElement, offset: number): boolean => {
  let left = offset;
  for (const text of textsOf(paragraph)) {
    const length = readText({ ...text, children: [text] }, WORD_TEXT).length;
    if (left > length || (left === length && left === 0)) {
      left -= length;
      continue;
    }
    const run = ancestors(text).find((one) => localName(one.name) === 'r');
    if (run?.parent == null) return false;
    cut(text, node, left);
    liftTo(run.parent, node);
    return true;
  }
  return false;
};

/** Text elements of the paragraph itself, in the order in which `readText` reads them. */
const textsOf = (node: XmlElement): XmlElement[] =>
  node.children.flatMap((child) => {
    if (child.kind !== 'element') return [];
    const local = localName(child.name);
    if (WORD_TEXT.text.has(local)) return [child];
    return WORD_TEXT.nested.has(local) ? [] : textsOf(child);
  });

const cut = (text: XmlElement, node: XmlElement, at: number): void => {
  const whole = text.children.map((one) => (one.kind === 'text' ? unescapeXml(one.raw) : '')).join('');
  const piece = (from: number, to: number): XmlNode[] =>
    to > from ? [{ kind: 'text', raw: escapeText(whole.slice(from, to)), parent: text }] : [];
  if (localName(text.name) === 't') setAttribute(text, 'xml:space', 'preserve');
  text.children = [...piece(0, at), node, ...piece(at, whole.length)];
  node.parent = text;
};

const MARKS = new Set(['commentRangeStart', 'commentRangeEnd', 'commentReference']);

/** Takes out every comment of ours; false when there is none. */
export const unmarkWord = (edit: PackageEdit, main: string): boolean => {
  const ids = new Set(edit.pack.related(main, 'comments').flatMap((part) => dropComments(edit, part)));
  if (ids.size === 0) return false;
  for (const node of descendants(edit.root(main))) {
    if (!MARKS.has(localName(node.name)) || !ids.has(attribute(node, 'w:id') ?? '')) continue;
    const run = node.parent;
    detach(node);
    if (localName(node.name) === 'commentReference' && run !== null && isEmptyRun(run)) detach(run);
  }
  return true;
};

const dropComments = (edit: PackageEdit, part: string): string[] => {
  if (!edit.pack.text(part).includes(AUTHOR)) return [];
  const ours = descendants(edit.root(part), 'comment').filter((one) => attribute(one, 'w:author') === AUTHOR);
  for (const one of ours) detach(one);
  return ours.map((one) => attribute(one, 'w:id') ?? '');
};

const isEmptyRun = (run: XmlElement): boolean =>
  run.children.every((child) => child.kind === 'element' && localName(child.name) === 'rPr');
