import type { Finding } from './errors.ts';
import { largest } from './largest.ts';
import { markNotes, unmarkNotes } from './mark-notes.ts';
import { elsewhere, linesOf } from './mark-text.ts';
import type { PackageEdit } from './package-edit.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  element,
  elementsOf,
  insertBefore,
  prefixOf,
  setAttribute,
  textOf,
  type XmlElement,
} from './xml.ts';

const CELL = /!([A-Z]{1,3}\d{1,7})$/;

interface Spot {
  readonly sheet: string;
  readonly cell: string;
  readonly lines: readonly string[];
}

/** What stands in no cell is told at the first cell of its sheet, or of the first one. */
const spotOf = (finding: Finding, sheets: readonly string[]): Spot | undefined => {
  const own = sheets.includes(finding.part);
  const sheet = own ? finding.part : sheets[0];
  const cell = own ? CELL.exec(finding.place)?.[1] : undefined;
  const lines = linesOf(finding, cell === undefined ? elsewhere(finding) : '');
  return sheet === undefined ? undefined : { sheet, cell: cell ?? 'A1', lines };
};

/** Comments at the cells, and red over them. */
export const markSheets = (edit: PackageEdit, main: string, findings: readonly Finding[]): void => {
  const sheets = edit.pack.related(main, 'worksheet');
  const spots = findings.map((finding) => spotOf(finding, sheets)).filter((spot) => spot !== undefined);
  const red = spots.length > 0 ? redStyle(edit, main) : undefined;
  for (const [sheet, here] of Map.groupBy(spots, (spot) => spot.sheet)) {
    const byCell = [...Map.groupBy(here, (spot) => spot.cell)];
    const notes = new Map(byCell.map(([cell, all]) => [cell, all.flatMap(({ lines }) => lines)]));
    markNotes(edit, sheet, notes);
    if (red !== undefined) redden(edit.root(sheet), [...notes.keys()], red);
  }
};

export const unmarkSheets = (edit: PackageEdit, main: string): boolean =>
  edit.pack
    .related(main, 'worksheet')
    .flatMap((part) => [
      unmarkNotes(edit, part),
      edit.pack.text(part).includes(OURS) && unredden(edit.root(part)),
    ])
    .some(Boolean);

/**
 * A rule that always holds paints the cells: the styles of the cells stay as they are, so that taking the rule away
 * gives the sheet back as it was.
 */
const RULE = '"docket"="docket"';
const OURS = 'docket';

const AFTER_RULES = new Set([
  'dataValidations',
  'hyperlinks',
  'printOptions',
  'pageMargins',
  'pageSetup',
  'headerFooter',
  'rowBreaks',
  'colBreaks',
  'customProperties',
  'cellWatches',
  'ignoredErrors',
  'smartTags',
  'drawing',
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

const redden = (sheet: XmlElement, cells: readonly string[], style: number): void => {
  const prefix = prefixOf(sheet.name);
  const others = descendants(sheet, 'cfRule').map((rule) => Number(attribute(rule, 'priority') ?? 0));
  const priority = largest(others) + 1;
  insertBefore(
    sheet,
    element(
      `<${prefix}conditionalFormatting sqref="${cells.join(' ')}"><${prefix}cfRule type="expression" dxfId="${style}" priority="${priority}"><${prefix}formula>${RULE}</${prefix}formula></${prefix}cfRule></${prefix}conditionalFormatting>`,
    ),
    AFTER_RULES,
  );
};

const unredden = (sheet: XmlElement): boolean => {
  const ours = elementsOf(sheet, 'conditionalFormatting').filter((one) =>
    descendants(one, 'formula').some((formula) => textOf(formula) === RULE),
  );
  for (const one of ours) detach(one);
  return ours.length > 0;
};

const AFTER_STYLES = new Set(['tableStyles', 'colors', 'extLst']);

/** Number of a differential style that paints red; undefined in a book without styles. */
const redStyle = (edit: PackageEdit, main: string): number | undefined => {
  const [part] = edit.pack.related(main, 'styles');
  if (part === undefined) return undefined;
  const root = edit.root(part);
  const prefix = prefixOf(root.name);
  const styles = childOf(root, 'dxfs') ?? element(`<${prefix}dxfs count="0"></${prefix}dxfs>`);
  if (styles.parent === null) insertBefore(root, styles, AFTER_STYLES);
  const number = elementsOf(styles, 'dxf').length;
  append(
    styles,
    element(
      `<${prefix}dxf><${prefix}font><${prefix}b/><${prefix}color rgb="FF9C0006"/></${prefix}font><${prefix}fill><${prefix}patternFill patternType="solid"><${prefix}fgColor rgb="FFFF9C9C"/><${prefix}bgColor rgb="FFFF9C9C"/></${prefix}patternFill></${prefix}fill></${prefix}dxf>`,
    ),
  );
  setAttribute(styles, 'count', String(number + 1));
  return number;
};
