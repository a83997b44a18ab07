import type { DocRun } from './doc-emit.ts';
import type { TagSlot } from './flow.ts';
import type { Tag } from './grammar.ts';
import { altOf, type Box, type Picture, parseBox, readPicture, sizeIn } from './image.ts';
import { DRAWING, OFFICE } from './names.ts';
import { mistake, type Op, pathOf, type Run, resolve, type Site } from './program.ts';
import { ValueMistake } from './scope.ts';
import { escapeAttribute } from './xml.ts';

const NO_BOX: Box = { cx: null, cy: null, stretch: false };
const SVG_EXTENSION = '{96DAC541-7B7A-43D3-8B79-37D633B846F1}';

/** The size that a picture tag asks for; undefined when its words make no size. */
export const boxOf = (tag: Tag & { kind: 'value' }): Box | undefined =>
  tag.options.length === 0 ? NO_BOX : parseBox(tag.options);

/** The picture of a tag; null when there is none or it cannot be used, which is reported. */
export function pictureOf(run: Run, site: Site): Picture | null {
  const value = resolve(run, site);
  if (value === null || value === '' || value === site.place.tag) return null;
  try {
    return readPicture(value);
  } catch (cause) {
    if (!(cause instanceof ValueMistake)) throw cause;
    mistake(run, site.place, cause.code, cause.text);
    return null;
  }
}

/** In the instruction of a field, quotes and backslashes of a value would end it. */
export const fieldText = (text: string): string => text.replace(/[\\"]/g, '\\$&');

/**
 * `a:blip` for a picture. An svg is named in the extension, where newer programs look for it; the plain reference
 * leads to its fallback, or to the svg itself when there is none.
 */
export function blip(picture: Picture, link: (picture: Picture) => string): string {
  const id = link(picture);
  if (picture.type !== 'svg') return `<a:blip r:embed="${id}"/>`;
  const shown = picture.fallback === undefined ? id : link(picture.fallback);
  return `<a:blip r:embed="${shown}"><a:extLst><a:ext uri="${SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="${id}"/></a:ext></a:extLst></a:blip>`;
}

const SPACES = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:r="${OFFICE}"`;
const PIC = 'http://schemas.openxmlformats.org/drawingml/2006/picture';

/** A picture in the line of text; stands inside `w:t`, which it closes and opens again. */
export function pictureOp(slot: TagSlot, site: Site): Op<DocRun> {
  const { tag } = slot;
  const box = tag.kind === 'value' ? (boxOf(tag) ?? NO_BOX) : NO_BOX;
  const name = escapeAttribute(pathOf(site.expr));
  const written = tag.kind === 'value' ? altOf(tag.options) : undefined;
  return (out, run) => {
    const picture = pictureOf(run, site);
    if (picture === null) return;
    run.seen++;
    const { cx, cy } = sizeIn(picture, box);
    const alt = written ?? picture.alt;
    const described = alt === undefined ? '' : ` descr="${escapeAttribute(alt)}"`;
    const number = run.assets.nextDrawing();
    out.text(
      `</w:t><w:drawing><wp:inline ${SPACES} distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${cx}" cy="${cy}"/><wp:docPr id="${number}" name="${name}"${described}/><a:graphic xmlns:a="${DRAWING}"><a:graphicData uri="${PIC}"><pic:pic xmlns:pic="${PIC}"><pic:nvPicPr><pic:cNvPr id="${number}" name="${name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>${blip(picture, (one) => run.assets.picture(run.part, one))}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="${cx}" cy="${cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing><w:t xml:space="preserve">`,
    );
  };
}
