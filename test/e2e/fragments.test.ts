/** Fragments of templates through the real inbox: real SQLite, files, engine and runtime. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { fragmentFiles } from '../../functions/core/document/fragments.ts';
import { chooseTemplate } from '../../functions/core/document/publish.ts';
import { templateHistory } from '../../functions/core/document/templates.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { sha256 } from '../../functions/core/ledger/hash.ts';
import { mark } from '../../functions/core/ooxml/mark.ts';
import { stage as intake } from '../../functions/intake/handler.ts';
import { sweep } from '../../infra/local/watch.ts';
import { temporaryFolder } from '../support/folder.ts';
import { letterHome, letterRequest } from '../support/letter-home.ts';
import { book, doc, p, unpack } from '../support/office-package.ts';

const folder = temporaryFolder();
let homes = 0;
const WORD = 'letter.zh-CN.docx';
const HERE = 'templates/letter/fragments';
const FILE = 'fragments/clause.warranty.docx';

const including = doc({ body: p('致{{customer}}') + p('{{> clause.warranty}}') });
const clause = (text: string) => doc({ body: p(text) });

/** Takes what lies in the inbox as far as intake, and no further. */
const takeIn = async (ports: EmbeddedPorts, data: string): Promise<void> => {
  await sweep(ports, data);
  const handler = intake(ports);
  for (let batch = ports.queue.receive('intake', 1, 60); batch.length > 0; ) {
    const Records = batch.map(({ id, body }) => ({ messageId: String(id), body }));
    expect(await handler({ Records } as never)).toEqual({ batchItemFailures: [] });
    ports.queue.remove(batch.map(({ id }) => id));
    batch = ports.queue.receive('intake', 1, 60);
  }
};

const home = async () => {
  const one = await letterHome(folder, `home ${homes++}`);
  const documents = () =>
    readdirSync(join(one.data, 'documents'))
      .toSorted()
      .map((number) => unpack(readFileSync(join(one.data, 'documents', number, `${number}.docx`))))
      .map((parts) => (parts['word/document.xml'] ?? '').replace(/<[^>]*>/g, '').trim());
  const seen = new Set<string>();
  /** Those since the last call. */
  const refusals = () =>
    readdirSync(join(one.data, 'rejected'))
      .filter((at) => !seen.has(at))
      .map((at) => {
        seen.add(at);
        const text = readFileSync(join(one.data, 'rejected', at, 'errors.json'), 'utf8');
        const { problems } = JSON.parse(text) as { problems: { [name: string]: unknown }[] };
        return { files: readdirSync(join(one.data, 'rejected', at)), problems };
      });
  const history = (file: string) => one.use((ports) => templateHistory(ports, 'letter', file));
  return { ...one, documents, refusals, history };
};

describe('fragments of templates', () => {
  it('are versions like templates: new documents use the newest, those in flight keep theirs', async () => {
    const one = await home();
    const { data, drop, use, run } = one;
    await use(async (ports) => {
      drop(HERE, 'clause.warranty.docx', clause('保修一年，{{customer}}'));
      // both at once: what a template includes is taken before it
      drop('templates/letter', WORD, including);
      await takeIn(ports, data);
      drop('letter', 'a.json', JSON.stringify(letterRequest('A')));
      await takeIn(ports, data);
      drop(HERE, 'clause.warranty (2).docx', clause('保修两年，{{customer}}'));
      await takeIn(ports, data);
      drop('letter', 'b.json', JSON.stringify(letterRequest('B')));
      await takeIn(ports, data);
    });
    await run();
    expect(one.documents()).toEqual(
      expect.arrayContaining(['致甲公司保修一年，甲公司', '致甲公司保修两年，甲公司']),
    );
    expect(await one.history(FILE)).toMatchObject({
      current: 2,
      versions: [
        { version: 1, name: 'clause.warranty.docx' },
        { version: 2, name: 'clause.warranty (2).docx' },
      ],
    });
    await use(async (ports) => {
      expect(await fragmentFiles(ports, 'letter')).toEqual([FILE]);
      const { rows } = await ports.views.list({ kind: 'letter', limit: 10, offset: 0 });
      const first = await Promise.all(rows.map(async ({ stream }) => (await ports.ledger.read(stream))[0]));
      const pins = first.map((event) => open(event!).data as { requestNo: string; templates: object });
      expect(
        Object.fromEntries(pins.map(({ requestNo, templates }) => [requestNo, templates])),
      ).toMatchObject({
        A: { [WORD]: sha256(including), [FILE]: sha256(clause('保修一年，{{customer}}')) },
        B: { [WORD]: sha256(including), [FILE]: sha256(clause('保修两年，{{customer}}')) },
      });
      expect(await chooseTemplate(ports, { kind: 'letter', file: FILE }, 1, 'docket/cli')).toBe(true);
      await expect(chooseTemplate(ports, { kind: 'letter', file: FILE }, 0, 'docket/cli')).rejects.toThrow(
        'there are 1 to 2',
      );
      drop('letter', 'c.json', JSON.stringify(letterRequest('C')));
      await takeIn(ports, data);
    });
    await run();
    expect(one.documents().filter((text) => text.includes('一年'))).toHaveLength(2);
    expect(await use((ports) => verifyHome(ports))).toMatchObject({ findings: [] });
  });

  it('are refused for their own mistakes and for those that they make where they are included', async () => {
    const one = await home();
    const { data, drop, use } = one;
    const dropped = async (name: string, bytes: Uint8Array, into = HERE) =>
      use(async (ports) => {
        drop(into, name, bytes);
        await takeIn(ports, data);
        return one.refusals()[0];
      });
    expect(await dropped(WORD, including, 'templates/letter')).toMatchObject({
      problems: [{ code: 'FRAGMENT_UNKNOWN', label: { en: '{{> clause.warranty}}' } }],
    });
    expect(await dropped('clause.warranty.docx', clause('{{#if customer}}x'))).toMatchObject({
      problems: [{ code: 'BLOCK_UNCLOSED', part: 'word/document.xml' }],
      files: expect.arrayContaining(['clause.warranty.annotated.docx']),
    });
    // nothing includes it yet: what its tags mean is not known
    await dropped('clause.warranty.docx', clause('{{custmer}}'));
    expect(await one.history(FILE)).toMatchObject({ current: 1 });
    expect(await dropped(WORD, including, 'templates/letter')).toMatchObject({
      problems: [{ code: 'FIELD_UNKNOWN', part: 'clause.warranty: word/document.xml' }],
    });
    await dropped('clause.warranty.docx', clause('{{customer}}'));
    await dropped(WORD, including, 'templates/letter');
    expect(await one.history(WORD)).toMatchObject({ current: 1 });
    const refused = await dropped('clause.warranty.docx', clause('{{amunt}} yuan'));
    expect(refused).toMatchObject({
      problems: [
        {
          code: 'FIELD_UNKNOWN',
          part: 'word/document.xml',
          cell: '{{amunt}} yuan',
          fix: { en: 'Did you mean "amount"?' },
        },
      ],
    });
    expect(await dropped('my clause.docx', clause('x'))).toMatchObject({
      problems: [{ code: 'FRAGMENT_NAME' }],
    });
    expect(await dropped('clause.docx', book({ sheets: { S: { rows: '' } } }))).toMatchObject({
      problems: [{ code: 'TEMPLATE_FORMAT' }],
    });
    // the marked copy, mended, is the fragment again
    const marked = mark(clause('{{amount}} yuan'), []);
    await dropped('clause.warranty.annotated.docx', marked);
    expect(await one.history(FILE)).toMatchObject({ current: 3 });
  });

  it('that nobody has are named with what is near', async () => {
    const one = await home();
    await one.use(async (ports) => {
      one.drop(HERE, 'clause.waranty.docx', clause('x'));
      await takeIn(ports, one.data);
    });
    await one.run();
    await one.use(async (ports) => {
      one.drop('templates/letter', WORD, including);
      await takeIn(ports, one.data);
    });
    expect(one.refusals()).toMatchObject([
      { problems: [{ fix: { en: 'Did you mean "{{> clause.waranty}}"?' } }] },
    ]);
  });
});
