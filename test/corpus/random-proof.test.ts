/**
 * Random templates, written as real files by the libraries that people use, filled with random data: LibreOffice opens
 * every one, Excel would repair none, and the Open XML SDK finds nothing.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../../functions/core/ooxml/index.ts';
import { fileOf } from '../../templates/guide/files.ts';
import type { Format } from '../../templates/guide/text.ts';
import { Dice } from '../support/dice.ts';
import { temporaryFolder } from '../support/folder.ts';
import { png } from '../support/office-package.ts';
import { describeSchema, schemaErrors } from '../support/schema-check.ts';
import { needs } from '../support/system.ts';
import { problemsOf } from '../support/workbook-check.ts';
import { convertAll, loaded } from '../support/workbooks.ts';

const TEMPLATES = 6;
const FILLS = 2;
const folder = temporaryFolder();

const WORDS = ['Dear', '甲方', 'x < y & z', '“quoted”', "d'accord", 'total:', '1+1=', '😀', '  spaced  '];
const VALUES: readonly unknown[] = [
  ...[
    'Ada',
    'Müller & Söhne',
    '<b>',
    '北京',
    '',
    '=SUM(A1)',
    '-1',
    '007',
    'a\nb\tc',
    '_x000D_',
    '\u0007bell',
  ],
  ...[0, -0.5, 1e21, 42, true, false, null, '2026-02-28', '1234567.80', 'x'.repeat(300)],
];
const RICH = [
  '**bold** _soft_\n\n1. one\n   - in\n2. two',
  '<p>a<br>b</p><ul><li>c</li></ul>',
  '# H\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  '',
];
const FIELDS = ['a', 'b', 'deep.c'];
const LISTS = ['list', 'others', 'none'];

const value = (dice: Dice): string => {
  const filter = dice.one([
    ' | default "–"',
    ' | default "" | upper',
    ' | text | default "0"',
    ' | default "" | trim',
  ]);
  return `{{${dice.one([...FIELDS, 'missing'])}${filter}}}`;
};

const inline = (dice: Dice, depth = 2): string =>
  Array.from({ length: 1 + dice.below(3) }, () => {
    const kind = dice.below(depth > 0 ? 6 : 3);
    if (kind < 2) return dice.one(WORDS);
    if (kind === 2) return value(dice);
    const inside = inline(dice, depth - 1);
    if (kind === 3)
      return `{{#each ${dice.one(LISTS)}}}${inside}{{@number}}{{#if not @last}}, {{/if}}{{/each}}`;
    if (kind === 4) return `{{#if ${dice.one([...FIELDS, ...LISTS])}}}${inside}{{else}}${value(dice)}{{/if}}`;
    return `{{#unless ${dice.one(FIELDS)}}}${inside}{{/unless}}`;
  }).join(' ');

/** Every line is a paragraph, or a row of a table. */
const lines = (dice: Dice, depth: number): string[] => {
  const kind = dice.below(depth > 0 ? 8 : 5);
  if (kind < 3) return [dice.one(['', '# ', '1. ', '- ']) + inline(dice)];
  if (kind === 3)
    return [dice.one(['{{rich:richtext}}', '{{seal:image 12mm}}', '{{pagebreak}}', '{{a:checkbox}} x'])];
  if (kind === 4) return tableLines(dice);
  const inside = Array.from({ length: 1 + dice.below(3) }, () => lines(dice, depth - 1)).flat();
  const list = dice.one(LISTS);
  if (kind === 5) return [`{{#if ${list}}}`, ...inside, '{{else}}', inline(dice), '{{/if}}'];
  return [`{{#each ${list}}}`, ...inside, ...(kind === 6 ? ['{{else}}', inline(dice)] : []), '{{/each}}'];
};

const tableLines = (dice: Dice): string[] => {
  const [first, second] = [dice.one(LISTS), dice.one(LISTS)];
  return [
    `| ${dice.one(WORDS)} | {{#columns ${second} as m}}{{m.a | default ""}}{{/columns}} |`,
    `| {{#each ${first}}}${value(dice)} | {{@number}}{{#if m}}{{@index}}{{/if}} |`,
    ...(dice.below(2) > 0 ? [`| ${inline(dice, 1)} | {{rich:richtext}} |`] : []),
    `| ${value(dice)} | x{{/each}} |`,
    `| {{#if ${first}}}${value(dice)} | {{/if}} |`,
    'between',
  ];
};

/** Rows of two figures and three columns of anything, in loops and conditions; sums below. */
const sheet = (dice: Dice, name: string): string => {
  const rows: string[] = [`| ${dice.one(WORDS)} | n | of | ${inline(dice, 1)} | x |`];
  const add = (cells: (row: number) => string): void => {
    rows.push(cells(rows.length + 1));
  };
  for (let i = 0; i < 4; i++) {
    const from = rows.length + 1;
    const list = dice.one(LISTS);
    const mark = dice.one(['each', 'each', 'if']);
    add(
      (row) =>
        `| {{#${mark} ${list}}}${value(dice)} | ${row} | =B${row}*2 | ${inline(dice, 1)} | {{a | default ""}} |`,
    );
    if (dice.below(2) > 0) {
      const inner = dice.one(LISTS);
      add((row) => `| {{#each ${inner}}}${value(dice)} | {{@number}} | =B${row}+B${from} | y{{/each}} | z |`);
      add((row) => `| sub | =SUM(B${from}:B${row - 1}) | =SUM(C${row - 1}) | | |`);
    }
    add(() => `| end | 1 | | {{/${mark}}} | |`);
    const to = rows.length;
    add(
      (row) =>
        `| sum | =SUBTOTAL(9,B${from}:B${to}) | =COUNT(B${from})+C${from} | =IF(B${row}>0,"y","n") | |`,
    );
  }
  return [`# ${name}`, ...rows].join('\n');
};

const SHEETS = ['Plain', '{{a | default "none"}}', '{{#each list}}S {{@number}}'];

const dataOf = (dice: Dice): object => {
  const any = (): unknown => dice.one(VALUES);
  const items = (): object[] => Array.from({ length: dice.below(4) }, () => ({ a: any(), b: any() }));
  return {
    ...{
      a: any(),
      b: any(),
      deep: { c: any() },
      list: [{ a: 'first', b: any() }, ...items()],
      others: items(),
      none: [],
    },
    ...{ rich: dice.one(RICH), seal: dice.below(2) > 0 ? png(3 + dice.below(9), 3) : '' },
  };
};

const textOf = (format: Format, dice: Dice, i: number): string =>
  format === 'word'
    ? Array.from({ length: 12 }, () => lines(dice, 2))
        .flat()
        .join('\n')
    : sheet(dice, SHEETS[i % SHEETS.length] ?? '');

const filledOf = async (format: Format, seed: number): Promise<readonly Uint8Array[]> => {
  const made: Uint8Array[] = [];
  for (let i = 0; i < TEMPLATES; i++) {
    const dice = new Dice(seed + i);
    const template = compile(await fileOf(format, textOf(format, dice, i)), { missing: 'empty' });
    for (let fill = 0; fill < FILLS; fill++) made.push(template.fill(dataOf(dice)));
  }
  return made;
};

const [documents, books] = await Promise.all([filledOf('word', 100), filledOf('excel', 200)]);
/** Some of them: each takes the judge a second. */
const judged = (files: readonly Uint8Array[]) =>
  files.filter((_, i) => i % 4 === 0).map((bytes, i) => [i, bytes] as const);
// The library that writes the templates puts what a font is out of order.
const isOurs = (error: string): boolean => !error.startsWith('/xl/styles.xml /x:styleSheet[1]/x:fonts[1]');

describeSchema()('random templates × random data, by the judgement of the Open XML SDK', () => {
  it.each(judged(documents))('document %i has no error', (i, bytes) => {
    expect(schemaErrors(folder, `${i}.docx`, bytes)).toEqual([]);
  });
  it.each(judged(books))('workbook %i has no error', (i, bytes) => {
    expect(schemaErrors(folder, `${i}.xlsx`, bytes).filter(isOurs)).toEqual([]);
  });
});

describe('random workbooks', () => {
  it('are such that Excel would not repair', () => {
    for (const bytes of books) expect(problemsOf(bytes)).toEqual([]);
  });
});

needs('soffice', 'pdftotext').describe('random templates × random data in LibreOffice', () => {
  it('are documents that open, without a tag left', () => {
    for (const [i, bytes] of convertAll(documents, 'pdf', 'docx').entries()) {
      const path = join(folder, `${i}.pdf`);
      writeFileSync(path, bytes);
      const text = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' });
      expect(text.replace(/\s/g, '').length).toBeGreaterThan(50);
      expect(text).not.toMatch(/\{\{|\}\}|undefined|\[object/);
    }
  });
  it('are workbooks that open, with a figure in every formula', async () => {
    for (const book of await Promise.all(convertAll(books, 'xlsx').map(loaded))) {
      const wrong: string[] = [];
      book.eachSheet((one) =>
        one.eachRow((row) =>
          row.eachCell((cell) => {
            const { formula, result, text } = cell;
            if (
              /\{\{|\}\}/.test(text) ||
              (formula && /#(?:REF|NAME|VALUE)/.test(String(Object(result).error ?? '')))
            )
              wrong.push(`${one.name}!${cell.address} ${formula} ${text}`);
          }),
        ),
      );
      expect(wrong).toEqual([]);
    }
  });
});
