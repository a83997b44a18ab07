import { columnNumber } from './formula.ts';
import { AUTHOR, nextId } from './mark-text.ts';
import { OFFICE, XML_HEAD } from './names.ts';
import type { PackageEdit } from './package-edit.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  element,
  elementsOf,
  escapeText,
  insertBefore,
  prefixOf,
  textOf,
  type XmlElement,
} from './xml.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const NOTES_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml';
const VML_TYPE = 'application/vnd.openxmlformats-officedocument.vmlDrawing';
/** Begins what is ours in a comment: by it, it is found again, since LibreOffice forgets who a comment is from. */
const MARK = `[${AUTHOR}] `;

/** Writes comments into the parts that a sheet has for them, or makes these parts. */
export const markNotes = (
  edit: PackageEdit,
  sheet: string,
  cells: ReadonlyMap<string, readonly string[]>,
): void => {
  const notes = notesOf(edit, sheet);
  const author = authorOf(notes);
  const list = childOf(notes, 'commentList');
  if (list === undefined) return;
  const before = new Map(elementsOf(list, 'comment').map((one) => [attribute(one, 'ref') ?? '', one]));
  const fresh: string[] = [];
  for (const [cell, lines] of cells) {
    const known = before.get(cell);
    const text = known && childOf(known, 'text');
    if (text) append(text, runOf(notes, `\n${said(lines)}`));
    else {
      append(list, noteOf(notes, cell, author, lines));
      fresh.push(cell);
    }
  }
  drawBoxes(edit, sheet, fresh, cells);
};

const said = (lines: readonly string[]): string => MARK + lines.join('\n');

const runOf = (notes: XmlElement, text: string): XmlElement => {
  const prefix = prefixOf(notes.name);
  return element(
    `<${prefix}r><${prefix}rPr><${prefix}sz val="9"/><${prefix}color rgb="FF9C0006"/><${prefix}rFont val="Arial"/></${prefix}rPr><${prefix}t xml:space="preserve">${escapeText(text)}</${prefix}t></${prefix}r>`,
  );
};

const noteOf = (notes: XmlElement, cell: string, author: number, lines: readonly string[]): XmlElement => {
  const prefix = prefixOf(notes.name);
  const note = element(
    `<${prefix}comment ref="${cell}" authorId="${author}"><${prefix}text></${prefix}text></${prefix}comment>`,
  );
  const text = childOf(note, 'text');
  if (text) append(text, runOf(notes, said(lines)));
  return note;
};

const notesOf = (edit: PackageEdit, sheet: string): XmlElement => {
  const [known] = edit.pack.related(sheet, 'comments');
  if (known !== undefined) return edit.root(known);
  const part = edit.freeName('xl/comments', '.xml');
  edit.relate(sheet, 'comments', part);
  edit.addType(part, NOTES_TYPE);
  return edit.root(
    part,
    `${XML_HEAD}<comments xmlns="${MAIN}"><authors></authors><commentList></commentList></comments>`,
  );
};

const authorOf = (notes: XmlElement): number => {
  const authors = childOf(notes, 'authors');
  if (authors === undefined) return 0;
  const all = elementsOf(authors, 'author');
  const known = all.findIndex((one) => textOf(one) === AUTHOR);
  if (known >= 0) return known;
  const prefix = prefixOf(notes.name);
  append(authors, element(`<${prefix}author>${AUTHOR}</${prefix}author>`));
  return all.length;
};

const EMPTY_VML =
  '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>';

const AFTER_BOXES = new Set([
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
]);

const vmlOf = (edit: PackageEdit, sheet: string): string => {
  const root = edit.root(sheet);
  const id = /\s\w+:id\s*=\s*["']([^"']*)/.exec(childOf(root, 'legacyDrawing')?.head ?? '')?.[1];
  const link = edit.pack.relationships(sheet).find((one) => one.id === id && id !== undefined);
  if (link && edit.pack.has(link.target)) return link.target;
  const part = edit.freeName('xl/drawings/vmlDrawing', '.vml');
  edit.setText(part, EMPTY_VML);
  edit.addDefaultType('vml', VML_TYPE);
  const made = edit.relate(sheet, 'vmlDrawing', part);
  insertBefore(
    root,
    element(`<${prefixOf(root.name)}legacyDrawing xmlns:r="${OFFICE}" r:id="${made}"/>`),
    AFTER_BOXES,
  );
  return part;
};

/** Excel shows no comment without its box. */
const drawBoxes = (
  edit: PackageEdit,
  sheet: string,
  cells: readonly string[],
  notes: ReadonlyMap<string, readonly string[]>,
): void => {
  if (cells.length === 0) return;
  const part = vmlOf(edit, sheet);
  const vml = edit.text(part);
  const end = vml.lastIndexOf('</xml>');
  if (end < 0) return;
  const first = Math.max(1025, nextId([...vml.matchAll(/_x0000_s(\d+)/g)].map(([, n]) => n)));
  const boxes = cells.map((cell, i) => boxOf(cell, first + i, notes.get(cell)?.length ?? 1));
  edit.setText(part, vml.slice(0, end) + boxes.join('') + vml.slice(end));
};

const addressOf = (cell: string): { readonly col: number; readonly row: number } => {
  const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
  return { col: columnNumber(letters) - 1, row: Number(digits) - 1 };
};

const boxOf = (cell: string, id: number, lines: number): string => {
  const { col, row } = addressOf(cell);
  const anchor = [col + 1, 15, Math.max(0, row - 1), 10, col + 5, 15, row + 2 + lines, 4].join(', ');
  return `<v:shape id="_x0000_s${id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:${20 + lines * 14}pt;z-index:${id - 1024};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row}</x:Row><x:Column>${col}</x:Column></x:ClientData></v:shape>`;
};

/** Takes out the comments that are ours, and what was added to those of others. */
export const unmarkNotes = (edit: PackageEdit, sheet: string): boolean => {
  const [part] = edit.pack.related(sheet, 'comments');
  if (part === undefined || !edit.pack.text(part).includes(MARK.trim())) return false;
  const marked = descendants(edit.root(part), 'comment').flatMap((note) => {
    const texts = descendants(note, 't');
    const at = texts.map(textOf).join('').indexOf(MARK.trim());
    return at < 0 ? [] : [{ note, texts, at }];
  });
  const isOurs = ({ texts, at }: (typeof marked)[number]) =>
    texts.map(textOf).join('').slice(0, at).trim() === '';
  for (const one of marked) if (!isOurs(one)) cutAt(one.texts, one.at);
  const ours = marked.filter(isOurs).map(({ note }) => note);
  for (const note of ours) detach(note);
  const cells = ours.map((one) => attribute(one, 'ref') ?? '');
  for (const vml of edit.pack.related(sheet, 'vmlDrawing')) eraseBoxes(edit, vml, cells);
  return marked.length > 0;
};

/** Leaves what stands before the mark; a run that is left without text goes. */
const cutAt = (texts: readonly XmlElement[], at: number): void => {
  let left = at;
  for (const text of texts) {
    const kept = textOf(text).slice(0, Math.max(0, left));
    left -= textOf(text).length;
    if (left >= 0) continue;
    text.children = [{ kind: 'text', raw: escapeText(kept.trimEnd()), parent: text }];
    if (kept.trim() === '' && text.parent !== null && text.parent.name.endsWith('r')) detach(text.parent);
  }
};

const eraseBoxes = (edit: PackageEdit, part: string, cells: readonly string[]): void => {
  const at = new Set(
    cells.map((cell) => {
      const { col, row } = addressOf(cell);
      return `${row},${col}`;
    }),
  );
  const vml = edit.text(part);
  const left = vml.replace(/<v:shape\s[\s\S]*?<\/v:shape>/g, (shape) => {
    const row = /<x:Row>(\d+)</.exec(shape)?.[1];
    const col = /<x:Column>(\d+)</.exec(shape)?.[1];
    return at.has(`${row},${col}`) ? '' : shape;
  });
  if (left !== vml) edit.setText(part, left);
};
