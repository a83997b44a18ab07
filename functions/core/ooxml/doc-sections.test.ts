import { describe, expect, it } from 'vitest';
import { doc, p, table, unpack } from '../../../test/support/office-package.ts';
import { compile } from './index.ts';

const section = (name: string): string =>
  `<w:sectPr><w:headerReference w:type="default" r:id="${name}"/><w:pgSz w:w="1" w:h="2"/></w:sectPr>`;
const breaking = (name: string, text = ''): string =>
  `<w:p><w:pPr>${section(name)}</w:pPr>${text === '' ? '' : `<w:r><w:t>${text}</w:t></w:r>`}</w:p>`;
/** Texts, and `[name]` for each section's properties. */
const flow = (body: string, data: unknown, last = 'last'): string => {
  const bytes = doc({ body: `${body}#`, rels: '' });
  const files = unpack(bytes);
  files['word/document.xml'] = (files['word/document.xml'] ?? '').replace('#<w:sectPr/>', section(last));
  const xml = unpack(compile(repack(files)).fill(data))['word/document.xml'] ?? '';
  return xml
    .replace(/<w:sectPr>.*?r:id="(\w+)".*?<\/w:sectPr>/gs, '[$1]')
    .replace(/<\/w:p>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .trim();
};
const repack = (files: Record<string, string>): Uint8Array => doc({ body: '', extra: files });

const items = { items: ['a', 'b', 'c'] };
describe('sections in loops', () => {
  it('repeat with their properties, the last turn ending the document', () => {
    const body = p('{{#each items}}') + p('{{this}}') + breaking('own') + p('{{/each}}');
    expect(flow(body, items)).toBe('a [own] b [own] c [own]');
    expect(flow(body, { items: ['a'] })).toBe('a [own]');
    expect(flow(body, { items: [] })).toBe('[last]');
  });
  it('may break in the paragraph of the closing tag, or in one with text', () => {
    const body = p('{{#each items}}') + p('{{this}}') + breaking('own', '{{/each}}') + p('');
    expect(flow(body, items)).toBe('a [own] b [own] c  [own]');
    const text = p('{{#each items}}') + breaking('own', 'end of {{this}}') + p('{{/each}}');
    expect(flow(text, items)).toBe('[own]end of a [own]end of b end of c [own]');
  });
  it('keep the section after the loop where something follows', () => {
    const body = p('{{#each items}}') + p('{{this}}') + breaking('own') + p('{{/each}}') + p('after');
    expect(flow(body, items)).toBe('a [own] b [own] c [own] after [last]');
  });
  it('close what follows the last break of a turn with the next section', () => {
    const body =
      p('{{#each items}}') + p('{{this}}') + breaking('wide') + table(['t']) + p('tail') + p('{{/each}}');
    expect(flow(body, { items: ['a', 'b'] })).toBe('a [wide] t tail [last] b [wide] t tail [last]');
  });
  it('keep a paragraph after a table at the end', () => {
    const body = p('{{#each items}}') + table(['{{this}}']) + breaking('own') + p('{{/each}}');
    expect(flow(body, { items: ['a', 'b'] })).toBe('a [own] b  [own]');
  });
  it('choose sections by condition', () => {
    const body = p('{{#if x}}') + p('yes') + breaking('own') + p('{{/if}}') + p('rest');
    expect(flow(body, { x: true })).toBe('yes [own] rest [last]');
    expect(flow(body, { x: false })).toBe('rest [last]');
  });
});
