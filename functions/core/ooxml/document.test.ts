import { describe, expect, it } from 'vitest';
import { doc, p, table, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const body = (inside: string, data: unknown): string =>
  /<w:body>(.*)<w:sectPr/s.exec(
    unpack(compile(doc({ body: inside })).fill(data))['word/document.xml'] ?? '',
  )?.[1] ?? '';
/** Text of each paragraph that is left, in order; `|` between cells is not needed since each cell has one. */
const lines = (inside: string, data: unknown): string[] =>
  body(inside, data)
    .split(/<\/w:p>|<w:p\/>/)
    .slice(0, -1)
    .map((one) => one.replace(/<w:br\/>/g, '\n').replace(/<[^>]*>/g, ''));
const codes = (work: () => unknown): string[] => {
  try {
    work();
  } catch (cause) {
    if (cause instanceof TemplateError)
      return cause.findings.map((one) => `${one.place} ${one.tag} ${one.code}`);
    throw cause;
  }
  return [];
};

describe('a filled file', () => {
  it('has its memory to itself, however small it is', () => {
    const filled = compile(doc({ body: p('{{x}}') })).fill({ x: 1 });
    expect([filled.byteOffset, filled.buffer.byteLength]).toEqual([0, filled.byteLength]);
  });
});

describe('text in Word', () => {
  it('fills tags split over runs and keeps the format of the run where the tag begins', () => {
    const split =
      '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Dear {</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>{na</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>me}} and</w:t></w:r></w:p>';
    expect(body(split, { name: 'Li & <Co>' })).toBe(
      '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Dear Li &amp; &lt;Co&gt;</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve"> and</w:t></w:r></w:p>',
    );
  });
  it('breaks lines and tabs', () => {
    expect(body(p('{{x}}'), { x: 'a\nb\tc' })).toContain(
      'a</w:t><w:br/><w:t xml:space="preserve">b</w:t><w:tab/><w:t xml:space="preserve">c',
    );
  });
  it('takes curly quotes and full-width signs as Word and an IME type them', () => {
    expect(lines(p('{{x ｜ default “none”}}'), {})).toEqual(['none']);
  });
  it('takes whole tags as an IME types them full-width', () => {
    const text = '{{＃if a ＞＝ 3 and （b ！＝ “x”）}}{{list［0］ ｜ default “，”}}{{else}}no{{／if}}';
    expect(lines(p(text), { a: 3, b: 'y', list: ['first'] })).toEqual(['first']);
    expect(lines(p(text), { a: 2, b: 'y', list: ['first'] })).toEqual(['no']);
  });
  it('takes an emptied paragraph away, but never the last of a cell', () => {
    const inside = p('a') + p('{{x}}') + p('{{#if x}}only if{{/if}}') + p('b {{x}}');
    expect(lines(inside, { x: '' })).toEqual(['a', 'b ']);
    expect(lines(inside, { x: 'x' })).toEqual(['a', 'x', 'only if', 'b x']);
    expect(
      lines(p('{{#each y}}-{{/each}}') + p('{{#if x}}{{#if y}}deep{{/if}}{{/if}}'), { x: 1, y: [1, 2] }),
    ).toEqual(['--', 'deep']);
    expect(body(table(['{{x}}']), { x: '' })).toBe('<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>');
  });
});

describe('conditions', () => {
  const three =
    p('{{#if a}}') + p('A') + p('{{else if b}}') + p('B') + p('{{else}}') + p('C') + p('{{/if}}') + p('end');
  it('chooses blocks of paragraphs and leaves no blank line', () => {
    expect(lines(three, { a: true })).toEqual(['A', 'end']);
    expect(lines(three, { b: 1 })).toEqual(['B', 'end']);
    expect(lines(three, {})).toEqual(['C', 'end']);
  });
  it('chooses inside a paragraph, over runs of different format', () => {
    const bold =
      '<w:p><w:r><w:t>x {{#if a}}y</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>z{{else}}n</w:t></w:r><w:r><w:t>o{{/if}} w</w:t></w:r></w:p>';
    expect(lines(bold, { a: true })).toEqual(['x yz w']);
    expect(lines(bold, {})).toEqual(['x no w']);
    expect(body(bold, { a: true })).toContain(
      '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">z</w:t></w:r>',
    );
  });
  it('cuts through paragraphs that share text with a tag', () => {
    const cut = p('Dear {{#if a}}X') + p('mid') + p('Y{{/if}} end');
    expect(lines(cut, { a: true })).toEqual(['Dear X', 'mid', 'Y end']);
    expect(lines(cut, {})).toEqual(['Dear  end']);
  });
});

describe('loops', () => {
  it('over nothing give their else, with the names of what is around', () => {
    const bodies = [
      p('{{#each items}}{{n}},{{else}}none for {{who}}{{/each}}'),
      p('{{#each items}}') + p('{{n}},') + p('{{else}}') + p('none for {{who}}') + p('{{/each}}'),
      p('{{#each items}}') +
        p('{{n}},') +
        p('{{else if who == "x"}}') +
        p('X') +
        p('{{else}}') +
        p('none for {{who}}') +
        p('{{/each}}'),
      table(['{{#each items}}'], ['{{n}},'], ['{{else}}'], ['none for {{who}}'], ['{{/each}}']),
    ];
    for (const body of bodies) {
      expect(lines(body, { items: [], who: 'me' }).join('')).toBe('none for me');
      expect(lines(body, { items: [{ n: 1 }, { n: 2 }], who: 'me' }).join('')).toBe('1,2,');
    }
  });

  it('repeats paragraphs, nested', () => {
    const inside =
      p('{{#each groups}}') +
      p('{{name}}:') +
      p('{{#each items}}') +
      p('- {{this}} of {{name}}') +
      p('{{/each}}') +
      p('{{/each}}') +
      p('end');
    expect(
      lines(inside, {
        groups: [
          { name: 'g', items: ['a', 'b'] },
          { name: 'h', items: [] },
        ],
      }),
    ).toEqual(['g:', '- a of g', '- b of g', 'h:', 'end']);
  });
  it('repeats a table row, several rows, and drops rows of tags', () => {
    expect(
      lines(table(['h', 'h2'], ['{{#each items}}{{@number}}', '{{name}}{{/each}}'], ['t', 'u']), {
        items: [{ name: 'a' }, { name: 'b' }],
      }),
    ).toEqual(['h', 'h2', '1', 'a', '2', 'b', 't', 'u']);
    expect(
      lines(table(['{{#each items}}', ''], ['{{name}}', 'x'], ['y', '{{n}}'], ['{{/each}}', '']), {
        items: [
          { name: 'a', n: 1 },
          { name: 'b', n: 2 },
        ],
      }),
    ).toEqual(['a', 'x', 'y', '1', 'b', 'x', 'y', '2']);
  });
  it('repeats nested tables', () => {
    const inner = `${table(['{{#each lines}}{{this}}{{/each}}'])}${p('')}`;
    const two = table([
      '{{#each items}}{{name}}',
      `${table(['{{#each lines}}{{this}}', '{{/each}}'])}${p('{{/each}}')}`,
    ]);
    expect(inner).toContain('tbl');
    expect(
      lines(two, {
        items: [
          { name: 'a', lines: ['1', '2'] },
          { name: 'b', lines: [] },
        ],
      }),
    ).toEqual(['a', '1', '', '2', '', '', 'b', '']);
  });
  it('takes a table without rows away', () => {
    expect(
      body(p('a') + table(['{{#each items}}{{this}}', '{{/each}}']) + p('b'), { items: [] }),
    ).not.toContain('w:tbl');
  });
  it('repeats inside a paragraph', () => {
    expect(
      lines(p('{{#each items}}{{this}}{{#if not @last}}; {{/if}}{{/each}}.'), { items: [1, 2, 3] }),
    ).toEqual(['1; 2; 3.']);
  });
});

describe('mistakes in Word', () => {
  it('names paragraph and tag of each, at once', () => {
    expect(
      codes(() =>
        compile(
          doc({
            body:
              p('A {{x | mony}}') + p('B {{#each a}}') + table(['C {{/each}}']) + p('D {{/if}} {{#if c}}'),
          }),
        ),
      ),
    ).toEqual([
      'A {{x | mony}} {{x | mony}} FILTER_UNKNOWN',
      'B {{#each a}} {{#each a}} LOOP_ACROSS_CELLS',
      'D {{/if}} {{#if c}} {{/if}} BLOCK_UNOPENED',
      'D {{/if}} {{#if c}} {{#if c}} BLOCK_UNCLOSED',
    ]);
  });
});

describe('the docxtemplater dialect', () => {
  const foreign = (inside: string, data: unknown): string[] => {
    const bytes = compile(doc({ body: inside }), { dialect: 'docxtemplater' }).fill(data);
    return (/<w:body>(.*)<w:sectPr/s.exec(unpack(bytes)['word/document.xml'] ?? '')?.[1] ?? '')
      .split('</w:p>')
      .slice(0, -1)
      .map((one) => one.replace(/<[^>]*>/g, ''));
  };
  it('reads sections, inverted sections, objects and plain tags', () => {
    const inside =
      p('{name} {#who}{first}{/who}') +
      p('{#list}') +
      p('{.}') +
      p('{/list}') +
      p('{^list}none{/list}{^no}no!{/no}{#yes}yes {name}{/}');
    expect(
      foreign(inside, { name: 'N', who: { first: 'F' }, list: ['a', 'b'], no: false, yes: true }),
    ).toEqual(['N F', 'a', 'b', 'no!yes N']);
  });
  it('refuses raw XML', () => {
    expect(codes(() => compile(doc({ body: p('{@raw}') }), { dialect: 'docxtemplater' }))).toEqual([
      '{@raw} {@raw} RAW_XML',
    ]);
  });
});
