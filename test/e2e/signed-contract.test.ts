/** A contract's whole way with the real LibreOffice: to the archived PDF that other tools accept, and its forgeries. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument, rgb } from '@cantoo/pdf-lib';
import { beforeAll, expect } from 'vitest';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { verifyHome } from '../../functions/adapters/embedded/verify.ts';
import { businessDate } from '../../functions/core/business/dates.ts';
import { act } from '../../functions/core/document/act.ts';
import type { Archived } from '../../functions/core/document/events.ts';
import { isoOf } from '../../functions/core/instant.ts';
import { open } from '../../functions/core/ledger/envelope.ts';
import { fieldsOf } from '../../functions/core/pdf/fields.ts';
import { signPdf } from '../../functions/core/pdf/sign.ts';
import type { Authority } from '../../functions/core/routing/events.ts';
import { replayRoute } from '../../functions/core/routing/state.ts';
import { web } from '../../functions/web/web.ts';
import { openHome, prepareData, sampleOf } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { documentSigner } from '../support/document-signer.ts';
import { temporaryFolder } from '../support/folder.ts';
import { judgedByOthers } from '../support/pdf-tools.ts';
import { faces, acts as otherActs } from '../support/signed-contract.ts';
import { needs } from '../support/system.ts';

const { describe, it } = needs('soffice', 'pdfsig', 'mutool', 'openssl', 'qpdf', 'fc-match', 'pdftotext');
const folder = temporaryFolder();
const data = join(folder, 'data');
const NUMBER = 'SC-2026-000001';
let ports: EmbeddedPorts;
let stream = '';
let final: Uint8Array;

const work = async (): Promise<void> => {
  const runtime = await startRuntime(ports, data);
  await runtime.idle();
  await runtime.stop();
  ports = await openHome(data);
};

const decide = async (by: string, authority?: Authority): Promise<void> => {
  const { tasks, shown } = replayRoute(await ports.ledger.read(stream));
  const command = { type: 'act', task: tasks[0]?.task ?? '', by, shown } as const;
  const done = await act(ports, stream, { ...command, ...(authority && { authority }) });
  if (!done.ok) throw new Error(done.error.message.en);
};

const archived = async (): Promise<readonly Archived[]> =>
  (await ports.ledger.read(stream))
    .filter(({ type }) => type === 'document.archived')
    .map((event) => open(event).data as unknown as Archived);

const verified = async (
  bytes: Uint8Array,
): Promise<{ readonly verdict: string; readonly signatures: object[] }> => {
  const response = await web(ports)({
    method: 'POST',
    path: '/api/verify',
    query: new URLSearchParams(),
    headers: { host: '127.0.0.1:4600', 'content-type': 'application/pdf' },
    body: bytes,
    caller: '',
    local: true,
  });
  expect(response.status).toBe(200);
  return JSON.parse(String(response.body));
};

/** Mails in the outbox by their subject and what is attached. */
const mails = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { key } of ports.files.list('outbox/mail'))
    found.push(new TextDecoder().decode(await ports.files.get(key)));
  return found;
};

const replaced = (from: string, to: (found: string) => string): Uint8Array => {
  const text = Buffer.from(final).toString('latin1');
  const at = text.indexOf(from);
  return Buffer.from(text.slice(0, at) + to(from) + text.slice(at + from.length), 'latin1');
};

const contentsAt = (index: number): string =>
  [
    ...Buffer.from(final)
      .toString('latin1')
      .matchAll(/\/Contents <([0-9a-f]+)>/g),
  ][index]?.[1] ?? '';

const revised = async (edit: (document: PDFDocument) => void): Promise<Uint8Array> => {
  const document = await PDFDocument.load(final, { forIncrementalUpdate: true, updateMetadata: false });
  edit(document);
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
};

const overpaint = (document: PDFDocument): void =>
  document.getPage(0).drawRectangle({ x: 100, y: 500, width: 200, height: 20, color: rgb(1, 1, 1) });

const flipped = (at: number): Uint8Array => {
  const bytes = Buffer.from(final);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

const withKey = async (pdf: Uint8Array, key: 'ours' | 'strange'): Promise<Uint8Array> => {
  const signer = key === 'ours' ? await ports.documentSigner() : await documentSigner(folder);
  const free = [...fieldsOf(await PDFDocument.load(pdf))].find(
    ([name, field]) => name.startsWith('sign-spare') && !String(field).includes('/V '),
  );
  const slot = free?.[0].replace('sign-', '') ?? '';
  return signPdf(pdf, { ...otherActs[0]!, slot }, { signer, faces: await faces() });
};

const seventh = (part: number): number => Math.floor((final.length * part) / 7);

const tamperings: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
  'a byte of the header': () => flipped(6),
  'a byte at 1/7': () => flipped(seventh(1)),
  'a byte at 3/7': () => flipped(seventh(3)),
  'a byte at 6/7': () => flipped(seventh(6)),
  'the last byte': () => flipped(final.length - 1),
  'cut in the middle': () => final.subarray(0, final.length / 2),
  'cut by one byte': () => final.subarray(0, final.length - 1),
  'a line at the end': () => Buffer.concat([final, Buffer.from('\n')]),
  'bytes before the start': () => Buffer.concat([Buffer.from('%x\n'), final]),
  'painted over in a revision': () => revised(overpaint),
  'a page taken out': () => revised((document) => document.removePage(1)),
  'a page added': () => revised((document) => void document.addPage()),
  'painted over, signed with our key': async () => withKey(await revised(overpaint), 'ours'),
  'painted over, signed by a stranger': async () => withKey(await revised(overpaint), 'strange'),
  'signed once more by a stranger': () => withKey(final, 'strange'),
  'signed once more with our key, past the ledger': () => withKey(final, 'ours'),
  'one signature in place of another': () =>
    replaced(contentsAt(0), (own) => contentsAt(1).slice(0, own.length).padEnd(own.length, '0')),
  'something hidden behind a signature': () =>
    replaced(contentsAt(0), (own) => `${own.slice(0, -8)}deadbeef`),
  'capital letters in a signature': () =>
    replaced(contentsAt(0), (own) => own.replace(/[a-f]/, (letter) => letter.toUpperCase())),
  'saved anew by another program': async () => (await PDFDocument.load(final)).save({ rewrite: true }),
  'without any signature': async () => {
    const document = await PDFDocument.load(final);
    document.catalog.delete(document.context.obj('AcroForm') as never);
    for (const page of document.getPages()) page.node.delete(document.context.obj('Annots') as never);
    return document.save({ rewrite: true });
  },
};

describe('a contract signed for another, by the customer, sealed and countersigned later', () => {
  beforeAll(async () => {
    await prepareData(data);
    const profile = join(data, 'company', 'company.yaml');
    const today = businessDate(Date.now());
    const yaml = readFileSync(profile, 'utf8')
      .replace('absences: []', `absences: [{ from: ${today}, to: ${today} }]`)
      .replace(
        /marketing_director: \{ title: (.*) \}\n/,
        'marketing_director: { title: $1, delegates: [gm] }\n',
      );
    writeFileSync(profile, yaml);
    ports = await openHome(data);
    writeFileSync(join(data, 'inbox', 'sales-contract', 'c.json'), readFileSync(sampleOf('sales-contract')));
    await work();
    stream = (await ports.views.byNumber(NUMBER))?.stream ?? '';
    await decide('jiang-haoran');
    const authority = { by: 'lu-mingqian', channel: 'phone', summary: '同意，代我签' } as const;
    await decide('shen-yuanzhou', { ...authority, at: isoOf(Date.now() - 60_000) });
    await decide('external:buyer');
    await decide('fang-zhiyu');
    await work();
    const { debts, shown } = replayRoute(await ports.ledger.read(stream));
    const settled = { type: 'countersign', task: debts[0]?.task ?? '', by: 'lu-mingqian', shown } as const;
    expect(await act(ports, stream, settled)).toMatchObject({ ok: true });
    await work();
    final = await ports.files.get((await archived()).at(-1)?.files[0]?.key ?? '');
    if (process.env.KEEP_PDF) writeFileSync(process.env.KEEP_PDF, final);
  }, 120_000);

  it('is filed before and after the countersignature, and other tools accept every signature', async () => {
    expect((await archived()).map(({ files }) => files[0]?.name)).toEqual([
      `${NUMBER}.pdf`,
      `${NUMBER}.v2.pdf`,
    ]);
    const root = (await ports.documentSigner()).certificates.at(-1)!;
    expect(judgedByOthers(folder, final, root, Date.now())).toEqual({
      pdfsig: 4,
      mutool: 4,
      openssl: 4,
      qpdf: true,
      whole: true,
    });
    expect((await verifyHome(ports)).findings).toEqual([]);
  });

  it('shows for whom and by whose word, and its time line', () => {
    writeFileSync(join(folder, 'final.pdf'), final);
    const text = execFileSync('pdftotext', ['-raw', join(folder, 'final.pdf'), '-'], {
      encoding: 'utf8',
    }).replace(/\s/g, '');
    for (const words of [
      '沈远舟',
      '代签Signedonbehalf',
      '授权Authorisedby陆鸣谦',
      '林采薇',
      '补签',
      '过程记录',
      '已批准',
    ])
      expect(text).toContain(words);
  });

  it('reaches the requester, those who signed and the customer, with the PDF, once each time it was filed', async () => {
    const sent = (await mails()).filter(
      (mail) => mail.includes(`filename=${NUMBER}`) || mail.includes(`filename="${NUMBER}`),
    );
    const to = sent.map((mail) => /^To: .*<(.+)>/m.exec(mail)?.[1]).sort();
    expect(new Set(to).size).toBeGreaterThanOrEqual(4);
    expect(to.length).toBe(new Set(sent.map((mail) => /^Message-ID: (.*)/im.exec(mail)?.[1])).size);
  });

  it('is valid on the page for everybody, and its earlier state superseded', async () => {
    expect(await verified(final)).toMatchObject({
      verdict: 'valid',
      document: { number: NUMBER },
      signatures: [{ name: '沈远舟' }, { name: '林采薇' }, { name: '方知予' }, { name: '陆鸣谦' }],
    });
    const [first] = await archived();
    expect(await verified(await ports.files.get(first!.files[0]!.key))).toMatchObject({
      verdict: 'superseded',
    });
    expect(await verified(Buffer.from('no PDF'))).toMatchObject({ verdict: 'unknown', signatures: [] });
  });

  it.each(Object.keys(tamperings))('is refused with %s', async (name) => {
    const bytes = await tamperings[name]!();
    expect(['altered', 'unknown']).toContain((await verified(bytes)).verdict);
  });
});
