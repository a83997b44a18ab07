import { columnNumber, parseArea } from '../../functions/core/ooxml/formula.ts';
import {
  attribute,
  childOf,
  decodeXml,
  descendants,
  documentElement,
  elementsOf,
  localName,
  parseXml,
  textOf,
  type XmlElement,
} from '../../functions/core/ooxml/xml.ts';
import { contentOf, readZip } from '../../functions/core/ooxml/zip.ts';

/** Order of children by the schema (ECMA-376, transitional); Excel repairs a file that has another. */
const ORDER: Readonly<Record<string, string>> = {
  worksheet:
    'sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst',
  workbook:
    'fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst',
  styleSheet: 'numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst',
  table: 'autoFilter sortState tableColumns tableStyleInfo extLst',
  comments: 'authors commentList extLst',
  c: 'f v is extLst',
  si: 't r rPh phoneticPr',
  is: 't r rPh phoneticPr',
};

/** Elements that may not stand empty. */
const NEVER_EMPTY = new Set(
  'mergeCells hyperlinks rowBreaks colBreaks cols dataValidations conditionalFormatting cellWatches ignoredErrors protectedRanges scenarios scenario sparklines sparklineGroups sparklineGroup definedNames sheets tableParts conditionalFormattings ext extLst'.split(
    ' ',
  ),
);

/** What Excel would repair or refuse in a workbook; empty for a good one. */
export function problemsOf(bytes: Uint8Array): string[] {
  const check = new Check(bytes);
  check.package();
  check.workbook();
  return check.problems;
}

class Check {
  readonly problems: string[] = [];
  private readonly trees = new Map<string, XmlElement>();
  private readonly names: readonly string[];

  constructor(bytes: Uint8Array) {
    const entries = readZip(bytes);
    this.names = entries.map((entry) => entry.name);
    for (const entry of entries) {
      if (!/\.(?:xml|rels|vml)$/.test(entry.name)) continue;
      try {
        this.trees.set(entry.name, documentElement(parseXml(decodeXml(contentOf(entry)))));
      } catch {
        this.say(`${entry.name} is not well-formed`);
      }
    }
  }

  private say(problem: string): void {
    this.problems.push(problem);
  }

  private once(values: readonly string[], what: string): void {
    const seen = new Set<string>();
    for (const value of values) {
      if (seen.has(value.toLowerCase())) this.say(`${what} ${value} stands twice`);
      seen.add(value.toLowerCase());
    }
  }

  package(): void {
    if (this.names[0] !== '[Content_Types].xml') this.say('[Content_Types].xml does not come first');
    this.once(this.names, 'part');
    const types = this.trees.get('[Content_Types].xml');
    const overrides = types === undefined ? [] : elementsOf(types, 'Override');
    const parts = overrides.map((node) => (attribute(node, 'PartName') ?? '').slice(1));
    this.once(parts, 'content type of');
    for (const part of parts)
      if (!this.names.includes(part)) this.say(`content type of ${part}, which is not there`);
    const extensions = new Set(
      (types === undefined ? [] : elementsOf(types, 'Default')).map((node) => attribute(node, 'Extension')),
    );
    for (const name of this.names) {
      const known = parts.includes(name) || extensions.has(name.slice(name.lastIndexOf('.') + 1));
      if (name !== '[Content_Types].xml' && !known) this.say(`${name} has no content type`);
    }
    for (const [name, tree] of this.trees) {
      if (name.endsWith('.rels')) this.relationships(name, tree);
      this.order(name, tree);
    }
  }

  private relationships(name: string, tree: XmlElement): void {
    const links = elementsOf(tree, 'Relationship');
    this.once(
      links.map((node) => attribute(node, 'Id') ?? ''),
      `${name}: relationship`,
    );
    const owner = name.replace('_rels/', '').replace(/\.rels$/, '');
    if (owner !== '' && !this.names.includes(owner)) this.say(`${name} belongs to nothing`);
    for (const node of links) {
      if (attribute(node, 'TargetMode') === 'External') continue;
      const target = resolved(attribute(node, 'Target') ?? '', owner);
      if (!this.names.includes(target)) this.say(`${name} leads to ${target}, which is not there`);
    }
  }

  private order(part: string, node: XmlElement): void {
    const local = localName(node.name);
    const wanted = part.startsWith('xl/') ? ORDER[local]?.split(' ') : undefined;
    const children = elementsOf(node).map((child) => localName(child.name));
    if (wanted !== undefined) {
      let at = 0;
      for (const child of children.filter((one) => one !== 'AlternateContent')) {
        const place = wanted.indexOf(child);
        if (place < at) this.say(`${part}: ${child} stands at the wrong place in ${local}`);
        at = Math.max(at, place);
      }
    }
    const shape = local === 'ext' && localName(node.parent?.name ?? '') !== 'extLst';
    if (NEVER_EMPTY.has(local) && children.length === 0 && !shape) this.say(`${part}: ${local} is empty`);
    const count = attribute(node, 'count');
    const counted =
      /^(?:mergeCells|dataValidations|rowBreaks|colBreaks|tableParts|cellXfs|numFmts|tableColumns)$/;
    if (count !== undefined && counted.test(local) && Number(count) !== children.length)
      this.say(`${part}: ${local} counts ${count}, holds ${children.length}`);
    for (const child of elementsOf(node)) this.order(part, child);
  }

  private related(part: string, type: string): string[] {
    const slash = part.lastIndexOf('/') + 1;
    const links = this.trees.get(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
    return (links === undefined ? [] : elementsOf(links))
      .filter((node) => attribute(node, 'Type')?.endsWith(`/${type}`))
      .map((node) => resolved(attribute(node, 'Target') ?? '', part));
  }

  private ids(part: string): Set<string> {
    const slash = part.lastIndexOf('/') + 1;
    const links = this.trees.get(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
    return new Set((links === undefined ? [] : elementsOf(links)).map((node) => attribute(node, 'Id') ?? ''));
  }

  workbook(): void {
    const part = 'xl/workbook.xml';
    const book = this.trees.get(part);
    if (book === undefined) throw new Error('no workbook');
    this.sheetNames(book);
    const tables: XmlElement[] = [];
    let selected = 0;
    for (const sheet of this.related(part, 'worksheet')) {
      this.sheet(sheet);
      const views = descendants(this.tree(sheet), 'sheetView');
      if (views.some((view) => attribute(view, 'tabSelected') === '1')) selected++;
      for (const table of this.related(sheet, 'table')) tables.push(this.tree(table));
    }
    if (selected > 1) this.say('several sheets are selected');
    for (const name of ['id', 'name', 'displayName'])
      this.once(
        tables.map((table) => attribute(table, name) ?? ''),
        `table ${name}`,
      );
  }

  private tree(part: string): XmlElement {
    const tree = this.trees.get(part);
    if (tree === undefined) throw new Error(`${part} is not there`);
    return tree;
  }

  private sheetNames(book: XmlElement): void {
    const sheets = descendants(book, 'sheet');
    const names = sheets.map((node) => attribute(node, 'name') ?? '');
    this.once(names, 'sheet name');
    this.once(
      sheets.map((node) => attribute(node, 'sheetId') ?? ''),
      'sheet id',
    );
    for (const name of names)
      if (name === '' || name.length > 31 || /[[\]:*?/\\]|^'|'$|^history$/i.test(name))
        this.say(`sheet name ${name}`);
    for (const node of sheets)
      if (Number(attribute(node, 'sheetId')) > 65_534) this.say(`sheet id ${attribute(node, 'sheetId')}`);
    this.once(
      descendants(book, 'definedName').map(
        (node) => `${attribute(node, 'name')}@${attribute(node, 'localSheetId') ?? ''}`,
      ),
      'defined name',
    );
    for (const node of descendants(book, 'definedName'))
      if (Number(attribute(node, 'localSheetId') ?? 0) >= sheets.length) this.say('a name of no sheet');
    const front = descendants(book, 'workbookView').map((node) => Number(attribute(node, 'activeTab') ?? 0));
    if (front.some((tab) => tab >= sheets.length)) this.say('the sheet in front is not there');
  }

  private sheet(part: string): void {
    const tree = this.tree(part);
    const cells = this.cells(part, tree);
    const ids = this.ids(part);
    for (const node of descendants(tree)) {
      const id = attribute(node, 'r:id');
      if (id !== undefined && !ids.has(id)) this.say(`${part}: no relationship ${id}`);
    }
    this.merges(part, tree);
    for (const name of ['dataValidation', 'conditionalFormatting', 'protectedRange', 'ignoredError'])
      for (const node of descendants(tree, name)) this.areas(part, node);
    for (const comments of this.related(part, 'comments'))
      this.once(
        descendants(this.tree(comments), 'comment').map((node) => attribute(node, 'ref') ?? ''),
        `${comments}: comment`,
      );
    for (const table of this.related(part, 'table')) this.table(table, this.tree(table), cells);
    for (const drawing of this.related(part, 'drawing')) this.drawing(drawing);
  }

  private areas(part: string, node: XmlElement): void {
    const inner = childOf(node, 'sqref');
    const areas = (attribute(node, 'sqref') ?? (inner && textOf(inner)) ?? '').split(' ');
    if (areas.some((area) => parseArea(area) === undefined))
      this.say(`${part}: ${localName(node.name)} at ${areas.join(' ')}`);
  }

  private cells(part: string, tree: XmlElement): Map<string, XmlElement> {
    const cells = new Map<string, XmlElement>();
    let last = 0;
    for (const row of elementsOf(childOf(tree, 'sheetData') ?? tree, 'row')) {
      const number = Number(attribute(row, 'r'));
      if (!(number > last && number <= 1_048_576)) this.say(`${part}: row ${number} after ${last}`);
      last = number;
      this.row(part, row, number, cells);
    }
    const shared = this.trees.get('xl/sharedStrings.xml');
    const strings = shared === undefined ? 0 : elementsOf(shared, 'si').length;
    const styles = this.trees.get('xl/styles.xml');
    const formats = styles === undefined ? 0 : elementsOf(childOf(styles, 'cellXfs') ?? styles).length;
    for (const [at, cell] of cells) {
      if (attribute(cell, 't') === 's' && Number(textOf(cell)) >= strings)
        this.say(`${part}: ${at} has no text`);
      if (Number(attribute(cell, 's') ?? 0) >= Math.max(1, formats)) this.say(`${part}: ${at} has no style`);
    }
    return cells;
  }

  private row(part: string, row: XmlElement, number: number, cells: Map<string, XmlElement>): void {
    let column = 0;
    for (const cell of elementsOf(row, 'c')) {
      const ref = attribute(cell, 'r') ?? '';
      const [, letters = '', line] = /^([A-Z]+)(\d+)$/.exec(ref) ?? [];
      const at = columnNumber(letters);
      if (Number(line) !== number || at <= column || at > 16_384)
        this.say(`${part}: cell ${ref} in row ${number}`);
      column = at;
      cells.set(ref, cell);
      const text = textOf(cell);
      if (text.includes('{{')) this.say(`${part}: a tag is left in ${ref}`);
      if (text.length > 32_767) this.say(`${part}: ${ref} is too long`);
    }
  }

  private merges(part: string, tree: XmlElement): void {
    const areas = descendants(tree, 'mergeCell').map((node) => parseArea(attribute(node, 'ref') ?? ''));
    for (const [i, a] of areas.entries())
      for (const b of areas.slice(0, i))
        if (a && b && a.c1 <= b.c2 && b.c1 <= a.c2 && a.r1 <= b.r2 && b.r1 <= a.r2)
          this.say(`${part}: merged areas overlap at row ${a.r1}`);
  }

  private table(part: string, node: XmlElement, cells: ReadonlyMap<string, XmlElement>): void {
    const area = parseArea(attribute(node, 'ref') ?? '');
    if (area === undefined) throw new Error(`${part} has no area`);
    const headers = Number(attribute(node, 'headerRowCount') ?? 1);
    const totals = Number(attribute(node, 'totalsRowCount') ?? 0);
    if (area.r2 - area.r1 + 1 - headers - totals < 1) this.say(`${part}: no row of data`);
    if (descendants(node, 'tableColumn').length !== area.c2 - area.c1 + 1) this.say(`${part}: columns`);
    const filter = parseArea(attribute(childOf(node, 'autoFilter') ?? node, 'ref') ?? '');
    if (filter === undefined || filter.r1 !== area.r1 || filter.r2 > area.r2) this.say(`${part}: filter`);
    if (headers > 0 && ![...cells.keys()].some((at) => at.endsWith(String(area.r1))))
      this.say(`${part}: no headings`);
  }

  private drawing(part: string): void {
    const tree = this.tree(part);
    const ids = this.ids(part);
    const used = descendants(tree).flatMap((node) =>
      ['r:embed', 'r:id', 'r:link'].flatMap((name) => attribute(node, name) || []),
    );
    for (const id of used) if (!ids.has(id)) this.say(`${part}: no relationship ${id}`);
    this.once(
      descendants(tree, 'cNvPr').map((node) => attribute(node, 'id') ?? ''),
      `${part}: shape`,
    );
    for (const anchor of descendants(tree, 'twoCellAnchor'))
      for (const axis of ['row', 'col']) {
        const [from, to] = ['from', 'to'].map((end) =>
          Number(textOf(childOf(childOf(anchor, end) ?? anchor, axis) ?? anchor)),
        );
        if ((from ?? 0) > (to ?? 0) || (from ?? -1) < 0) this.say(`${part}: anchor from ${from} to ${to}`);
      }
  }
}

function resolved(target: string, owner: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const steps = owner.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
