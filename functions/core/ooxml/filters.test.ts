import { describe, expect, it } from 'vitest';
import { doc, p, unpack } from '../../../test/support/office-package.ts';
import { compile, TemplateError } from './index.ts';

const DATA = {
  amount: '1234567.895',
  small: '0.1',
  neg: '-1409.5',
  whole: 1000,
  rate: '0.13',
  day: '2026-10-05',
  time: new Date('2026-10-05T20:00:00Z'),
  id: '11010519491231002X',
  name: 'Li Ming',
  empty: '',
  nil: null,
  yes: true,
  zero: '0.00',
  tags: ['a', 'b'],
  lines: [
    { n: 2, kind: 'x', v: '0.1' },
    { n: 10, kind: 'y', v: '0.2' },
    { n: 1, kind: 'x', v: '0.30' },
  ],
};

const show = (text: string, language: 'zh' | 'en' = 'zh'): string =>
  (
    /<w:body>(.*)<w:sectPr/s.exec(
      unpack(compile(doc({ body: p(`[${text}]`) }), { language }).fill(DATA))['word/document.xml'] ?? '',
    )?.[1] ?? ''
  )
    .replace(/<[^>]*>/g, '')
    .slice(1, -1);
const code = (text: string): string => {
  try {
    return show(text);
  } catch (cause) {
    if (cause instanceof TemplateError) return cause.findings.map((one) => one.code).join();
    throw cause;
  }
};

describe('filters', () => {
  it.each([
    ['amount | money', '1,234,567.90'],
    ['neg | money', '-1,409.50'],
    ['small | money 4', '0.1000'],
    ['whole | money 0', '1,000'],
    ['amount | number', '1234567.895'],
    ['amount | number 1', '1234567.9'],
    ['rate | percent', '13%'],
    ['small | percent 1', '10.0%'],
    ['neg | rmb', '人民币负壹仟肆佰零玖元伍角整'],
    ['whole | usd', 'SAY U.S. DOLLARS ONE THOUSAND ONLY'],
    ['whole | words "EUR"', 'SAY EUROS ONE THOUSAND ONLY'],
    ['day | date', '2026年10月5日'],
    ['day | date "en"', '5 October 2026'],
    ['day | date "iso"', '2026-10-05'],
    ['day | date "dd/mm/yyyy"', '05/10/2026'],
    ['day | date "yyyy.m.d"', '2026.10.5'],
    ['time | date "iso"', '2026-10-06'],
    ['id | mask', '110105********002X'],
    ['name | mask 1 2', 'L****ng'],
    ['name | upper', 'LI MING'],
    ['name | lower | trim', 'li ming'],
    ['empty | default "none"', 'none'],
    ['nil | default "none"', 'none'],
    ['missing | default "none"', 'none'],
    ['name | length', '7'],
    ['lines | length', '3'],
    ['tags | join', 'a、b'],
    ['tags | join " / "', 'a / b'],
    ['yes | yesno', '是'],
    ['missing | yesno "Y" "N"', 'N'],
    ['lines | sum "v"', '0.60'],
    ['lines | sum "v" | money', '0.60'],
    ['whole', '1000'],
    ['yes', 'true'],
    ['day', '2026-10-05'],
  ])('%s → %s', (inside, expected) => {
    expect(show(`{{${inside}}}`)).toBe(expected);
  });
  it('speaks the language of the fill', () => {
    expect(show('{{day | date}} {{yes | yesno}}', 'en')).toBe('5 October 2026 Yes');
  });
  it('sorts and groups lists', () => {
    expect(show('{{#each lines | sort "n"}}{{n}} {{/each}}')).toBe('1 2 10 ');
    expect(show('{{#each lines | sort "n" "desc"}}{{n}} {{/each}}')).toBe('10 2 1 ');
    expect(
      show(
        '{{#each lines | group "kind" as g}}{{g.key}}:{{#each g.items}}{{n}},{{/each}}{{g.items | sum "v"}};{{/each}}',
      ),
    ).toBe('x:2,1,0.40;y:10,0.2;');
  });
  it.each([
    ['name | money', 'NOT_A_NUMBER'],
    ['name | date', 'NOT_A_DATE'],
    ['name | rmb', 'NOT_A_NUMBER'],
    ['tags | upper', 'NOT_TEXT'],
    ['name | join', 'NOT_A_LIST'],
    ['whole | money 99', 'FILTER_ARGUMENT'],
    ['amount | rmb', 'BAD_AMOUNT'],
    ['day | date yyyy', 'FILTER_ARGUMENT'],
  ])('%s is refused with a place', (inside, expected) => {
    expect(code(`{{${inside}}}`)).toBe(expected);
  });
});

describe('conditions', () => {
  it.each([
    ['amount >= 1000000', true],
    ['amount >= "1234567.8950"', true],
    ['small < 0.2 and small > 0', true],
    ['neg > 0 or whole = 1000', true],
    ['not yes', false],
    ['!(yes && zero)', true],
    ['zero', false],
    ['empty', false],
    ['missing', false],
    ['missing == null', true],
    ['name != "Li Ming"', false],
    ['name == ‘Li Ming’', true],
    ['day < "2026-11-01"', true],
    ['day ≥ "2026-10-05"', true],
    ['whole <> 1000', false],
    ['tags', true],
    ['lines.0.n == 2', true],
    ['lines[1].kind == "y"', true],
    ['tags.length = 2', true],
    ['yes = true', true],
    ['12345678901234567890.01 > 12345678901234567890', true],
  ])('%s is %s', (inside, expected) => {
    expect(show(`{{#if ${inside}}}yes{{else}}no{{/if}}`)).toBe(expected ? 'yes' : 'no');
  });
  it('unless is the opposite', () => {
    expect(show('{{#unless yes}}a{{/unless}}{{#unless zero}}b{{/unless}}')).toBe('b');
  });
});
