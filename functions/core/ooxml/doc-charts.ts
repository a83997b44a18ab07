import type { CompileContext, Compiled, Use } from './compiled.ts';
import type { DocRun } from './doc-emit.ts';
import { type Finding, Report } from './errors.ts';
import { columnName, parseArea } from './formula.ts';
import { NO_LINKS, OFFICE } from './names.ts';
import { Package, relationshipsName } from './package.ts';
import { type Op, Program, type Run } from './program.ts';
import { SharedStrings } from './shared-strings.ts';
import { compileWorkbook, listSheets } from './workbook.ts';
import {
  append,
  attribute,
  childOf,
  decodeXml,
  descendants,
  detach,
  element,
  elementsOf,
  escapeText,
  localName,
  parseXml,
  serialize,
  textOf,
  type XmlElement,
} from './xml.ts';
import { contentOf, type Entry, makeEntry, writeZip } from './zip.ts';

const DRAWING = 'xl/drawings/docketWord.xml';
const CHART = 'xl/charts/docketWord.xml';
const LINK = `<Relationship Id="docketWord" Type="${OFFICE}/drawing" Target="/${DRAWING}"/>`;

export interface ChartPart {
  readonly uses: readonly Use[];
  readonly ops: readonly Op<DocRun>[];
}

/**
 * A chart whose embedded workbook is a template: the workbook is filled like any other, the chart's references move
 * with its rows, and the points that the chart stores become what the cells hold. Null when the workbook has no tag.
 */
export function compileChart(pack: Package, part: string, context: CompileContext): ChartPart | null {
  const [embedded] = pack.related(part, 'package');
  const entry = embedded === undefined ? undefined : pack.entries.get(embedded);
  if (embedded === undefined || entry === undefined || !embedded.endsWith('.xlsx')) return null;
  const book = new Package(contentOf(entry));
  const main = book.mainPart();
  const [sheet] = listSheets(book, main, parseXml(book.text(main)));
  if (sheet === undefined || !holdsTags(book, context)) return null;
  const chart = parseXml(pack.text(part));
  hang(book, sheet.part, chart);
  const report = new Report();
  const compiled = compileWorkbook(book, { ...context, reading: { ...context.reading, report } });
  hand(report.findings, embedded, context.reading.report);
  if (compiled.uses.length === 0) return null;
  const formats = references(chart).map(formatOf);
  const program = new Program<DocRun>();
  program.op((out, run) => {
    const filled = fillBook(compiled, run, embedded, sheet.part);
    if (filled === null) return;
    run.embedded.set(embedded, makeEntry(embedded, filled.bytes, 0));
    out.text(withPoints(filled.chart, new Package(filled.bytes), formats));
  });
  return { uses: compiled.uses, ops: program.done() };
}

const holdsTags = (book: Package, { reading }: CompileContext): boolean =>
  [...book.entries.keys()].some(
    (name) => name.endsWith('.xml') && book.text(name).includes(reading.delimiters.open),
  );

/** While the workbook is filled, the document's chart hangs on its first sheet as one of its own would. */
function hang(book: Package, sheet: string, chart: XmlElement): void {
  const links = relationshipsName(sheet);
  const before = book.has(links) ? book.text(links) : NO_LINKS;
  const opened = before.replace(/<Relationships([^>]*)\/>/, '<Relationships$1></Relationships>');
  const end = opened.lastIndexOf('</');
  const toChart = `<Relationship Id="rId1" Type="${OFFICE}/chart" Target="/${CHART}"/>`;
  book.replace(
    new Map([
      [links, opened.slice(0, end) + LINK + opened.slice(end)],
      [DRAWING, '<xdr:wsDr xmlns:xdr="x"></xdr:wsDr>'],
      [relationshipsName(DRAWING), NO_LINKS.replace('><', `>${toChart}<`)],
      [CHART, serialize(chart)],
    ]),
    1,
  );
}

function hand(findings: readonly Finding[], part: string, report: Report): void {
  for (const one of findings)
    report.add({ ...one, part: `${part}: ${one.part}` }, one.code, one.message, one.suggestion);
}

function fillBook(
  compiled: Compiled,
  run: DocRun,
  part: string,
  sheet: string,
): { bytes: Uint8Array; chart: string } | null {
  const report = new Report();
  const { scope, context, missing, turns, limit } = run;
  const own: Run = { scope, context, missing, turns, report };
  const entries = compiled.fill(own, 6, limit);
  run.turns = own.turns;
  hand(report.findings, part, run.report);
  const chart = entries.find((entry) => entry.name === CHART);
  if (chart === undefined) return null;
  const hung = new Set([CHART, DRAWING, relationshipsName(DRAWING)]);
  const links = relationshipsName(sheet);
  const kept = entries
    .filter((entry) => !hung.has(entry.name))
    .map((entry) => (entry.name === links ? withoutLink(entry) : entry));
  return { bytes: writeZip(kept), chart: decodeXml(contentOf(chart)) };
}

const withoutLink = (entry: Entry): Entry =>
  makeEntry(entry.name, Buffer.from(decodeXml(contentOf(entry)).replace(LINK, ''), 'utf8'), 6);

const references = (chart: XmlElement): XmlElement[] =>
  descendants(chart).filter((node) => ['numRef', 'strRef'].includes(localName(node.name)));

function formatOf(reference: XmlElement): string {
  const cache = childOf(reference, 'numCache');
  const format = cache && childOf(cache, 'formatCode');
  return format === undefined ? 'General' : textOf(format);
}

type Cells = ReadonlyMap<string, string>;

function withPoints(xml: string, book: Package, formats: readonly string[]): string {
  const chart = parseXml(xml);
  const main = book.mainPart();
  const strings = new SharedStrings(book, main);
  const sheets = new Map(
    listSheets(book, main, parseXml(book.text(main))).map(({ name, part }) => [
      name.toLowerCase(),
      cellsOf(book.tree(part), strings),
    ]),
  );
  for (const [i, reference] of references(chart).entries()) {
    const formula = childOf(reference, 'f');
    const values = formula === undefined ? null : valuesAt(textOf(formula), sheets);
    if (formula !== undefined && values !== null) store(reference, formula, values, formats[i] ?? 'General');
  }
  return serialize(chart);
}

function cellsOf(sheet: XmlElement, strings: SharedStrings): Cells {
  return new Map(
    descendants(sheet, 'c').flatMap((cell) => {
      const value = childOf(cell, 'v');
      const inline = childOf(cell, 'is');
      const shared = attribute(cell, 't') === 's' ? strings.items[Number(value && textOf(value))] : undefined;
      const from = inline ?? shared ?? value;
      return from === undefined ? [] : [[attribute(cell, 'r') ?? '', shownText(from)] as const];
    }),
  );
}

/** Pronunciation beside a text is no part of it. */
const shownText = (node: XmlElement): string =>
  localName(node.name) === 'v'
    ? textOf(node)
    : descendants(node, 't')
        .filter((text) => text.parent?.name !== 'rPh')
        .map(textOf)
        .join('');

/** Cells of `Sheet1!$B$2:$B$5`, in order; null when the reference is none of this kind. */
function valuesAt(formula: string, sheets: ReadonlyMap<string, Cells>): (string | undefined)[] | null {
  const match = /^(?:'((?:[^']|'')+)'|([^!'(),]+))!([$A-Z\d:]+)$/.exec(formula.trim());
  const cells = sheets.get((match?.[1] ?? match?.[2] ?? '').replaceAll("''", "'").toLowerCase());
  const area = parseArea((match?.[3] ?? '').replaceAll('$', ''));
  if (cells === undefined || area === undefined) return null;
  const values: (string | undefined)[] = [];
  for (let row = area.r1; row <= area.r2; row++)
    for (let col = area.c1; col <= area.c2; col++) values.push(cells.get(columnName(col) + row));
  return values;
}

function store(
  reference: XmlElement,
  formula: XmlElement,
  values: readonly (string | undefined)[],
  format: string,
): void {
  const numbers = localName(reference.name) === 'numRef';
  const kind = numbers ? 'numCache' : 'strCache';
  for (const old of elementsOf(reference, kind)) detach(old);
  const points = values.map((value, i) =>
    value === undefined || (numbers && !Number.isFinite(Number(value || 'x')))
      ? ''
      : `<c:pt idx="${i}"><c:v>${escapeText(value)}</c:v></c:pt>`,
  );
  const code = numbers ? `<c:formatCode>${escapeText(format)}</c:formatCode>` : '';
  append(
    reference,
    element(`<c:${kind}>${code}<c:ptCount val="${values.length}"/>${points.join('')}</c:${kind}>`),
    reference.children.indexOf(formula) + 1,
  );
}
