import { blip, boxOf, pictureOf } from './doc-image.ts';
import type { Tag } from './grammar.ts';
import { type Picture, type Size, sizeIn } from './image.ts';
import { DRAWING, NO_LINKS, OFFICE, XML_HEAD } from './names.ts';
import { relationshipsName } from './package.ts';
import { emitChildren, type Op, Program, type Site, type Special } from './program.ts';
import type { SheetPlan } from './sheet.ts';
import { copyName } from './sheet-copies.ts';
import type { SheetFill, SheetRun } from './sheet-run.ts';
import { soleTag } from './sheet-text.ts';
import {
  append,
  documentElement,
  element,
  escapeAttribute,
  insertBefore,
  localName,
  parseXml,
  prefixOf,
  serialize,
  type XmlElement,
} from './xml.ts';

/** A picture that a cell asked for. */
export interface PlacedPicture {
  readonly sheet: SheetFill;
  /** From 1. */
  readonly col: number;
  readonly row: number;
  readonly picture: Picture;
  readonly size: Size;
}

/** The cell itself stays empty; its corner is where the picture hangs. */
export function pictureCell(
  tag: Tag & { kind: 'value' },
  site: Site,
): (run: SheetRun, row: number, col: number) => void {
  const box = boxOf(tag) ?? { cx: null, cy: null, stretch: false };
  return (run, row, col) => {
    const picture = pictureOf(run, site);
    if (picture !== null && run.here !== null)
      run.pictures.push({ sheet: run.here, col, row, picture, size: sizeIn(picture, box) });
  };
}

export const asksForPictures = (plan: SheetPlan): boolean =>
  plan.rows.some((row) => row.cells.some((cell) => cell.content !== null && isPicture(cell.content)));

const isPicture = (content: XmlElement): boolean => {
  const tag = soleTag(content)?.tag;
  return tag?.kind === 'value' && tag.as === 'image';
};

const XDR = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing';
const ID = 'docketDrawing';

export const EMPTY_DRAWING = `${XML_HEAD}<xdr:wsDr xmlns:xdr="${XDR}" xmlns:a="${DRAWING}"></xdr:wsDr>`;

// By the schema a drawing comes before these.
const AFTER_DRAWING = new Set([
  'legacyDrawing',
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'webPublishItems',
  'tableParts',
  'extLst',
]);

/** What a sheet without drawing needs to get one: the sheet's tree is changed, the new parts are answered. */
export function addDrawing(
  plan: SheetPlan,
  current: (part: string) => string | undefined,
  number: number,
): Map<string, string> {
  const root = documentElement(plan.root);
  insertBefore(
    root,
    element(`<${prefixOf(root.name)}drawing xmlns:r="${OFFICE}" r:id="${ID}"/>`),
    AFTER_DRAWING,
  );
  const part = `xl/drawings/docketDrawing${number}.xml`;
  const name = relationshipsName(plan.part);
  const links = parseXml(current(name) ?? XML_HEAD + NO_LINKS);
  const list = documentElement(links);
  append(
    list,
    element(`<${prefixOf(list.name)}Relationship Id="${ID}" Type="${OFFICE}/drawing" Target="/${part}"/>`),
  );
  return new Map([
    [part, EMPTY_DRAWING],
    [name, serialize(links)],
  ]);
}

export function withDrawingType(types: string, parts: readonly string[]): string {
  const root = parseXml(types);
  const list = documentElement(root);
  for (const part of parts) {
    append(
      list,
      element(
        `<${prefixOf(list.name)}Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>`,
      ),
    );
  }
  return serialize(root);
}

/** Writes the pictures of the sheet behind what its drawing holds already. */
export function withPictures(others: Special<SheetRun>, part: string): Special<SheetRun> {
  const special: Special<SheetRun> = (node, program) => {
    if (node.kind === 'slot' || localName(node.name) !== 'wsDr') return others(node, program);
    const inside = new Program<SheetRun>();
    emitChildren(node, inside, others);
    program.text(node.tail === '' ? node.head.replace(/\/>$/, '>') : node.head);
    for (const op of inside.done()) program.op(op);
    program.op(picturesOp(part));
    program.text(node.tail === '' ? `</${node.name}>` : node.tail);
    return true;
  };
  return special;
}

const picturesOp =
  (part: string): Op<SheetRun> =>
  (out, run) => {
    for (const { sheet, col, row, picture, size } of run.pictures) {
      if (sheet !== run.here) continue;
      const link = (one: Picture): string => run.assets.picture(copyName(part, sheet.copy), one);
      const number = run.assets.nextDrawing();
      out.text(
        `<xdr:oneCellAnchor xmlns:xdr="${XDR}" xmlns:a="${DRAWING}"><xdr:from><xdr:col>${col - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="${size.cx}" cy="${size.cy}"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="${number}" name="${escapeAttribute(`Picture ${number}`)}"/><xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill>${blip(picture, link).replace('<a:blip ', `<a:blip xmlns:r="${OFFICE}" `)}<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${size.cx}" cy="${size.cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`,
      );
    }
  };
