import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLibreOfficeRenderer } from '../../functions/adapters/embedded/libreoffice.ts';
import { compile } from '../../functions/core/ooxml/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { unpack } from '../support/office-package.ts';
import { describeSchema, schemaErrors } from '../support/schema-check.ts';
import { needs } from '../support/system.ts';
import { clauseSample, sampleData, wordSample } from '../support/word-sample.ts';

const folder = temporaryFolder();
const template = compile(wordSample(), { fragments: { clause: clauseSample() } });
const data = sampleData();
const VARIANTS: Readonly<Record<string, Record<string, unknown>>> = {
  full: data,
  sparse: {
    ...data,
    vip: false,
    logo: null,
    seal: '',
    mark: null,
    note: '',
    contacts: [],
    contracts: [],
    months: [],
    products: [],
    groups: [],
    annexes: [],
  },
  single: {
    ...data,
    annexes: ['Only'],
    months: [{ key: 'a', name: 'Jan', sales: 1 }],
    groups: [{ name: 'G', items: [] }],
  },
};
const files = new Map(Object.entries(VARIANTS).map(([name, values]) => [name, template.fill(values)]));
const file = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();

describeSchema()('a document with every construct, by the judgement of the Open XML SDK', () => {
  it('has no error as a template', () => {
    expect(schemaErrors(folder, 'template.docx', wordSample())).toEqual([]);
  });
  it.each(Object.keys(VARIANTS))('has no error when filled: %s', (name) => {
    expect(schemaErrors(folder, `${name}.docx`, file(name))).toEqual([]);
  });
});

needs('soffice', 'pdftotext').describe('a document with every construct', () => {
  it('opens in LibreOffice and says what it should', async () => {
    const renderer = createLibreOfficeRenderer({ profileDir: folder });
    const names = [...files.keys()];
    const results = await renderer.render(names.map((name) => ({ name: `${name}.docx`, bytes: file(name) })));
    await renderer.close();
    const texts = results.map((result, i) => {
      if (!result.ok) throw new Error(JSON.stringify(result));
      const path = join(folder, `${names[i]}.pdf`);
      writeFileSync(path, result.value);
      return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    });
    const [full = '', sparse = '', single = ''] = texts;
    // Where a line breaks depends on the fonts of the machine.
    const unbroken = full.replace(/\s+/g, '');
    for (const piece of [
      'Müller & Söhne <GmbH>',
      '壹佰贰拾叁万肆仟伍佰陆拾柒元捌角整',
      'Inserted C-2026/1',
      'Boxed C-2026/1',
      'Contact 2: Bo',
      'Annex 2: List',
      'Terms',
    ])
      expect(unbroken).toContain(piece.replace(/\s+/g, ''));
    expect(full.replace(/\s+/g, ' ')).toContain(
      'Product Jan Feb Mar total Pump 1 2 3 6.00 Valve 4 5 6 15.00',
    );
    for (const item of [/1\.\s+one/, /a\.\s+x/, /2\.\s+two/, /1\.\s+three/]) expect(full).toMatch(item);
    expect(sparse).toContain('For all others.');
    expect(single).toContain('Annex 1: Only');
    // Part A and B, one page each; each annex a page of its own, and none after the last.
    const pages = texts.map((text) => text.split('\f').length - 1);
    expect(pages[0]).toBe((pages[2] ?? 0) + 1);
    // What a change takes out is shown struck through, as it was.
    for (const text of texts)
      expect(text.replace('Deleted {{gone}}.', '')).not.toMatch(/\{\{|undefined|\[object/);
  });
  it('is the same at each fill, and holds nothing twice', () => {
    for (const [name, values] of Object.entries(VARIANTS))
      expect(Buffer.compare(file(name), template.fill(values))).toBe(0);
    const parts = unpack(file('full'));
    const xml = parts['word/document.xml'] ?? '';
    // Read here, since LibreOffice 7.4 shows the notes behind a comment one too late.
    const noted = [
      ...(parts['word/footnotes.xml'] ?? '').matchAll(/<w:footnote w:id="(\d+)".*?(note on [^<]*)/g),
    ];
    expect(noted.map((one) => one[2])).toEqual(['note on C-2026/1', 'note on A', 'note on B']);
    const references = [...xml.matchAll(/<w:footnoteReference w:id="(\d+)"/g)];
    expect(references.map((one) => one[1])).toEqual(noted.map((one) => one[1]));
    for (const pattern of [
      /<wp:docPr id="(\d+)"/g,
      /<w:bookmarkStart [^>]*w:name="([^"]*)"/g,
      /<w:id w:val="(\d+)"/g,
      /paraId="(\w+)"/g,
    ]) {
      const ids = [...xml.matchAll(pattern)].map((one) => one[1]);
      expect(ids).toEqual([...new Set(ids)]);
    }
  });
});
