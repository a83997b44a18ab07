/** Templates through the real inbox: real SQLite, files, engine and runtime; LibreOffice where it says so. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { chooseTemplate } from '../../functions/core/document/publish.ts';
import { templateHistory } from '../../functions/core/document/templates.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { stage as intake } from '../../functions/intake/handler.ts';
import { sweep } from '../../infra/local/watch.ts';
import { temporaryFolder } from '../support/folder.ts';
import { LETTER, letterHome, letterRequest } from '../support/letter-home.ts';
import { book, doc, edited, p, row, unpack } from '../support/office-package.ts';
import { needs } from '../support/system.ts';
import { convert } from '../support/workbooks.ts';

const { describe, it } = needs('soffice');
const folder = temporaryFolder();
let homes = 0;
const home = () => letterHome(folder, `home ${homes++} 数据`);
type Home = Awaited<ReturnType<typeof home>>;

const WORD = 'letter.zh-CN.docx';
const SHEET = 'letter.en.xlsx';
const second = edited(LETTER.word, '第一版', '第二版');

const history = ({ use }: Home, file = WORD) => use((ports) => templateHistory(ports, 'letter', file));
const wordOf = ({ data }: Home, number: string): string =>
  unpack(readFileSync(join(data, 'documents', number, `${number}.docx`)))['word/document.xml']!;
const rejected = ({ data }: Home): string[] => readdirSync(join(data, 'rejected')).toSorted();
const refusal = (one: Home) => {
  const at = join(one.data, 'rejected', rejected(one).at(-1)!);
  const { problems } = JSON.parse(readFileSync(join(at, 'errors.json'), 'utf8')) as {
    problems: {
      code: string;
      part?: string;
      cell?: string;
      label?: { zh: string };
      fix?: { zh: string; en: string };
    }[];
  };
  return { at, problems, files: readdirSync(at).toSorted() };
};
const uploads = ({ use }: Home) =>
  use(async ({ views }) => (await views.list({ kind: 'upload', limit: 100, offset: 0 })).rows);
const stateOf = async (one: Home, name: string): Promise<string | undefined> =>
  (await uploads(one)).find(({ title }) => title === name)?.state;

/** Takes what lies in the inbox as far as intake, and no further. */
const takeIn = async (ports: EmbeddedPorts, data: string): Promise<void> => {
  await sweep(ports, data);
  const handler = intake(ports);
  for (;;) {
    const messages = ports.queue.receive('intake', 1, 60);
    if (messages.length === 0) return;
    const Records = messages.map(({ id, body }) => ({ messageId: String(id), body }));
    const { batchItemFailures } = await handler({ Records } as never);
    expect(batchItemFailures).toEqual([]);
    ports.queue.remove(messages.map(({ id }) => id));
  }
};

describe('a good template', () => {
  it('is used by the documents that come after it; those in flight keep theirs, both in one run', async () => {
    const one = await home();
    const { data, drop, use, run } = one;
    await use(async (ports) => {
      drop('letter', 'a.json', JSON.stringify(letterRequest('A')));
      await takeIn(ports, data);
      drop('templates/letter', WORD, second);
      await takeIn(ports, data);
      drop('letter', 'b.json', JSON.stringify(letterRequest('B')));
      await takeIn(ports, data);
      expect(readdirSync(join(data, 'documents'))).toEqual([]);
    });
    await run();
    const numbers = readdirSync(join(data, 'documents')).toSorted();
    const texts = numbers.map((number) => wordOf(one, number));
    expect(texts.map((text) => [text.includes('第一版'), text.includes('第二版')])).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
    const made = await use(async ({ ledger, views }) => {
      const { rows } = await views.list({ kind: 'letter', limit: 10, offset: 0 });
      const streams = await Promise.all(rows.map(({ stream }) => ledger.read(stream)));
      return streams.map((events) => {
        const [first] = events.map((event) => open(event));
        const { templates, requestNo } = first!.data as {
          templates: Record<string, string>;
          requestNo: string;
        };
        return [requestNo, templates[WORD]];
      });
    });
    expect(Object.fromEntries(made)).toEqual({ A: sha256(LETTER.word), B: sha256(second) });
    expect(await history(one)).toMatchObject({
      current: 1,
      versions: [
        { version: 0, sha256: sha256(LETTER.word) },
        {
          version: 1,
          sha256: sha256(second),
          name: WORD,
          actor: 'docket/intake',
          upload: expect.any(String),
        },
      ],
    });
    expect(await use((ports) => verifyHome(ports))).toMatchObject({ findings: [] });
  });

  it('again is nothing new; an earlier one dropped again, or chosen, is used again without a new version', async () => {
    const one = await home();
    const drop = async (bytes: Uint8Array, name: string): Promise<void> => {
      one.drop('templates/letter', name, bytes);
      await one.run();
    };
    await drop(second, WORD);
    await drop(second, 'letter.zh-CN (2).docx');
    expect(await history(one)).toMatchObject({ current: 1, published: [{}] });
    expect(await stateOf(one, 'letter.zh-CN (2).docx')).toBe('duplicate');
    await drop(LETTER.word, 'letter.zh-CN - old.docx');
    expect(await history(one)).toMatchObject({ current: 0, published: [{}] });
    await one.use(async (ports) => {
      expect(await chooseTemplate(ports, { kind: 'letter', file: WORD }, 1, 'docket/cli')).toBe(true);
      expect(await chooseTemplate(ports, { kind: 'letter', file: WORD }, 1, 'docket/cli')).toBe(false);
      await expect(chooseTemplate(ports, { kind: 'letter', file: WORD }, 2, 'x')).rejects.toMatchObject({
        code: 'TEMPLATE_VERSION_UNKNOWN',
      });
    });
    one.drop('letter', 'a.json', JSON.stringify(letterRequest('A')));
    await one.run();
    expect(wordOf(one, readdirSync(join(one.data, 'documents'))[0]!)).toContain('第二版');
    const events = await one.use(({ ledger }) => ledger.read(`template/letter/${WORD}`));
    expect(events.map((event) => [event.type, open(event).actor])).toEqual([
      ['template.published', 'docket/intake'],
      ['template.chosen', 'docket/intake'],
      ['template.chosen', 'docket/cli'],
    ]);
    expect(await one.use((ports) => verifyHome(ports))).toMatchObject({ findings: [] });
  });

  it('with links to the outside is taken, cut and told', async () => {
    const one = await home();
    const linked = doc({
      body: p('{{customer}}'),
      rels: '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://example.invalid/secret.png" TargetMode="External"/>',
    });
    one.drop('templates/letter', WORD, linked);
    one.drop('letter', 'a.json', JSON.stringify(letterRequest('A')));
    await one.run();
    const notes = [{ zh: expect.stringContaining('image'), en: expect.stringContaining('image') }];
    expect(await history(one)).toMatchObject({ published: [{ notes }] });
    const [upload] = (await uploads(one)).filter(({ title }) => title === WORD);
    const [outcome] = (await one.use(({ ledger }) => ledger.read(upload!.stream))).map((event) =>
      open(event),
    );
    expect(outcome).toMatchObject({
      type: 'intake.accepted',
      data: { template: { file: WORD, version: 1 }, notes },
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    const number = readdirSync(join(one.data, 'documents'))[0]!;
    const made = unpack(readFileSync(join(one.data, 'documents', number, `${number}.docx`)));
    expect(made['word/_rels/document.xml.rels']).not.toContain('secret');
  });
});

describe('a bad template', () => {
  const annotations = (bytes: Uint8Array): string =>
    strFromU8(unzipSync(bytes)['content.xml']!)
      .match(/<office:annotation [\s\S]*?<\/office:annotation>/g)
      ?.join('\n') ?? '';

  it('in Word comes back with comments that LibreOffice shows, and mended there it goes through without them', async () => {
    const one = await home();
    one.drop(
      'templates/letter',
      WORD,
      edited(edited(second, '{{customer}}', '{{custmer}}'), 'money', 'mony'),
    );
    await one.run();
    expect((await history(one)).versions).toHaveLength(1);
    const { at, files, problems } = refusal(one);
    expect(files).toEqual(['errors.json', 'letter.zh-CN.annotated.docx', WORD]);
    expect(problems).toMatchObject([
      {
        code: 'FIELD_UNKNOWN',
        part: 'word/document.xml',
        cell: '致{{custmer}}',
        label: { zh: '{{custmer}}' },
        fix: { en: 'Did you mean "customer"?' },
      },
      { code: 'FILTER_UNKNOWN', cell: '金额{{amount | mony}}' },
    ]);
    const copy = readFileSync(join(at, 'letter.zh-CN.annotated.docx'));
    expect(annotations(convert(copy, 'odt', 'docx'))).toMatch(/没有字段“custmer”[\s\S]*是否应为“money”/);
    expect(Buffer.from(convert(copy, 'pdf', 'docx')).toString('latin1', 0, 5)).toBe('%PDF-');
    one.drop(
      'templates/letter',
      'letter.zh-CN.annotated.docx',
      edited(edited(copy, '{{custmer}}', '{{customer}}'), 'mony', 'money'),
    );
    one.drop('letter', 'a.json', JSON.stringify(letterRequest('A')));
    await one.run();
    expect(await history(one)).toMatchObject({ current: 1 });
    const text = wordOf(one, readdirSync(join(one.data, 'documents'))[0]!);
    expect(text).toContain('甲公司');
    expect(text).not.toContain('comment');
  });

  it('in Excel comes back with comments at the cells that LibreOffice shows', async () => {
    const one = await home();
    const bad = book({
      sheets: {
        S: {
          rows:
            row(1, { A: '{{customer}}' }) + row(4, { C: '{{amuont}}' }) + row(6, { D: '{{#each customer}}' }),
        },
      },
    });
    one.drop('templates/letter', SHEET, bad);
    await one.run();
    const { at, files, problems } = refusal(one);
    expect(files).toEqual(['errors.json', 'letter.en.annotated.xlsx', SHEET]);
    expect(problems.map(({ cell, label }) => [cell, label?.zh])).toEqual(
      expect.arrayContaining([
        ['S!C4', '{{amuont}}'],
        ['S!D6', '{{#each customer}}'],
      ]),
    );
    const copy = readFileSync(join(at, 'letter.en.annotated.xlsx'));
    const shown = annotations(convert(copy, 'ods'));
    expect(shown).toContain('没有字段“amuont”。');
    expect(Buffer.from(convert(copy, 'pdf')).toString('latin1', 0, 5)).toBe('%PDF-');
    expect(await history(one, SHEET)).toMatchObject({ current: 0 });
  });

  it('is found out by a trial with the sample: words where a figure is wanted', async () => {
    const one = await home();
    one.drop('templates/letter', WORD, edited(second, '{{customer}}', '{{customer | money}}'));
    await one.run();
    expect(refusal(one).problems).toMatchObject([
      { cell: '致{{customer | money}}', label: { zh: '{{customer | money}}' } },
    ]);
    expect(await history(one)).toMatchObject({ current: 0 });
  });

  it.each([
    ['another format by its name', 'templates/letter', 'letter.zh-CN.xlsx', LETTER.sheet, 'TEMPLATE_FORMAT'],
    ['another format inside', 'templates/letter', WORD, LETTER.sheet, 'TEMPLATE_FORMAT'],
    ['a name that fits none', 'templates/letter', 'mine.docx', second, 'TEMPLATE_UNKNOWN'],
    ['no kind at all', 'templates/leter', WORD, second, 'KIND_UNKNOWN'],
    ['no office file', 'templates/letter', WORD, 'PK nothing', 'ZIP_UNREADABLE'],
    ['no kind and a name that fits none', 'templates', 'mine.docx', second, 'TEMPLATE_UNKNOWN'],
  ])('%s is refused with the reason', async (_, inside, name, bytes, code) => {
    const one = await home();
    one.drop(inside, name, bytes);
    await one.run();
    const { problems, files } = refusal(one);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(files).toContain(name);
    if (code === 'TEMPLATE_UNKNOWN') expect(problems[0]!.fix!.zh).toContain(`${WORD}, ${SHEET}`);
    expect(await stateOf(one, name)).toBe('rejected');
  });

  it('without a folder is known by its full name', async () => {
    const one = await home();
    one.drop('templates', WORD, second);
    await one.run();
    expect(await history(one)).toMatchObject({ current: 1 });
  });
});
