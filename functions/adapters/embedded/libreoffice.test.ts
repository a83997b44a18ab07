import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../../test/support/system.ts';
import type { Renderer, RenderJob } from '../../core/ports.ts';
import type { Result, Text } from '../../core/result.ts';
import { createLibreOfficeRenderer } from './libreoffice.ts';
import { inspectSource, stablePdf } from './libreoffice-document.ts';

const root = mkdtempSync(join(tmpdir(), '报价 work '));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function workbook(text: string): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.modified = new Date('2026-03-02T01:02:03Z');
  const sheet = book.addWorksheet('报价单', { pageSetup: { paperSize: 9 } });
  sheet.getCell('A1').value = text;
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

function relationships(...items: string[]): string {
  return `<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

function docx(body: string, ...links: string[]): Uint8Array {
  const files = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${WORD}"/></Types>`,
    '_rels/.rels': relationships(
      `<Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/>`,
    ),
    'word/_rels/document.xml.rels': relationships(...links),
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}"><w:body>${body}</w:body></w:document>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(xml)])));
}

const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

function linkedPicture(relation: string): string {
  const drawing = 'http://schemas.openxmlformats.org/drawingml/2006';
  const shape = `<pic:pic xmlns:pic="${drawing}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:link="${relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>`;
  const graphic = `<a:graphic xmlns:a="${drawing}/main"><a:graphicData uri="${drawing}/picture">${shape}</a:graphicData></a:graphic>`;
  return `<w:p><w:r><w:drawing><wp:inline xmlns:wp="${drawing}/wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/>${graphic}</wp:inline></w:drawing></w:r></w:p>`;
}

function pdfOf(result: Result<Uint8Array, Text> | undefined): Uint8Array {
  if (!result?.ok) throw new Error(JSON.stringify(result));
  return result.value;
}

const textOf = (result: Result<Uint8Array, Text> | undefined) =>
  execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdfOf(result), encoding: 'utf8' });

// Whole by its directory and content types, so that it reaches LibreOffice, which cannot load it.
const poison = (): Uint8Array => {
  const bytes = docx(paragraph('x'));
  const name = Buffer.from(bytes).indexOf('word/document.xml');
  bytes.fill(0xff, name + 'word/document.xml'.length, name + 60);
  return bytes;
};

needs('soffice', 'pdftotext').describe('LibreOffice', () => {
  const events: { code: string; detail: Readonly<Record<string, string | number>> }[] = [];
  let renderer: Renderer;
  beforeAll(() => {
    renderer = createLibreOfficeRenderer({
      profileDir: join(root, '资料 夹'),
      onEvent: (code, detail) => events.push({ code, detail }),
    });
  });
  afterEach(() => {
    events.length = 0;
  });
  afterAll(() => renderer.close());

  it('says what it found', async () => {
    expect(await renderer.probe()).toEqual({
      engine: 'LibreOffice',
      version: expect.stringMatching(/^\d+\.\d+/),
      cjk: true,
      ready: true,
    });
  });

  it('prints a workbook and a text document with Chinese text, from a folder with spaces and Chinese characters', async () => {
    const [xlsx, word] = await renderer.render([
      { name: 'a.xlsx', bytes: await workbook('深圳示例电子有限公司') },
      { name: 'b.DOCX', bytes: docx(paragraph('第一条 合同标的')) },
    ]);
    expect(textOf(xlsx)).toContain('深圳示例电子有限公司');
    expect(textOf(word)).toContain('第一条 合同标的');
  });

  it('prints twenty in one start, in their order, also when they are asked for one by one', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 20 }, async (_, index): Promise<RenderJob> => {
        return { name: `${index}.xlsx`, bytes: await workbook(`编号 QT-${index}。`) };
      }),
    );
    const results = (await Promise.all(jobs.map((job) => renderer.render([job])))).flat();
    results.forEach((result, index) => {
      expect(textOf(result)).toContain(`编号 QT-${index}。`);
    });
    expect(events).toEqual([
      { code: 'RENDER_BATCH', detail: expect.objectContaining({ files: 20, made: 20 }) },
    ]);
  });

  it('fails a broken file alone', async () => {
    const bytes = await workbook('好的');
    const results = await renderer.render([
      { name: 'good.xlsx', bytes },
      { name: 'poison.docx', bytes: poison() },
      { name: 'cut.xlsx', bytes: bytes.subarray(0, 2000) },
      { name: 'plain.xlsx', bytes: strToU8('hello') },
      { name: 'last.xlsx', bytes },
    ]);
    expect(results.map((result) => result.ok)).toEqual([true, false, false, false, true]);
    expect(results[1]).toMatchObject({ error: { zh: expect.stringContaining('poison.docx') } });
    expect(results[2]).toMatchObject({ error: { en: expect.stringContaining('not a whole xlsx') } });
  });

  it('gives the same bytes for the same document', async () => {
    const job = { name: 'a.xlsx', bytes: await workbook('同一份文件') };
    const [first] = await renderer.render([job]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const [second] = await renderer.render([job]);
    expect(Buffer.from(pdfOf(first)).equals(Buffer.from(pdfOf(second)))).toBe(true);
    expect(Buffer.from(pdfOf(first)).toString('latin1')).toContain('/CreationDate(D:20260302010203Z)');
  });

  it('reaches nothing that a document links to', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const link = `<Relationship Id="r5" Type="${OFFICE}/image" Target="http://127.0.0.1:${port}/x.png" TargetMode="External"/>`;
    const picture = linkedPicture('r5');
    const [result] = await renderer.render([
      { name: 'a.docx', bytes: docx(`${paragraph('正文')}${picture}`, link) },
    ]);
    server.close();
    expect(textOf(result)).toContain('正文');
    expect(asked).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('the worker, with a made-up engine', () => {
  /** A shell script in place of soffice: `body` runs for each file, with `$f` its name and `$out` the PDF's path. */
  function engine(name: string, body: string): string {
    const path = join(root, name);
    const loop = `for f in "$@"; do case "$f" in 0*) out="out/\${f%.*}.pdf"; ${body};; esac; done`;
    writeFileSync(
      path,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo LibreOffice 9.9.9; exit; fi\n${loop}\n`,
    );
    chmodSync(path, 0o755);
    return path;
  }
  const of = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
  const print = 'printf "%%PDF-1.6\\n%%%%EOF" > "$out"';
  const pages = ['a', 'b', 'c', 'd'].map((name) => ({ name: `${name}.docx`, bytes: docx(paragraph(name)) }));
  const marked = pages.map((page, index) => (index === 1 ? { name: 'hang.docx', bytes: zipMarked() } : page));
  function zipMarked(): Uint8Array {
    return Buffer.concat([docx(paragraph('b')), Buffer.from('POISON')]);
  }
  function build(executable: string, timeoutMs = 700, converters = 1) {
    const codes: string[] = [];
    const profileDir = join(root, 'fake');
    const renderer = createLibreOfficeRenderer({
      executable,
      timeoutMs,
      profileDir,
      converters,
      onEvent: (code, detail) =>
        codes.push(code === 'RENDER_BATCH' ? `${detail.made}/${detail.files}` : code),
    });
    return { renderer, codes, profileDir };
  }

  it('kills a hanging start with its children, starts anew, and fails only the file that hangs', async () => {
    const path = engine(
      'hang.sh',
      `if grep -q POISON "$f"; then echo $$ > "${root}/pid"; sleep 60; fi; ${print}`,
    );
    const { renderer, codes } = build(path);
    const results = await renderer.render(marked);
    await renderer.close();
    expect(results.map((result) => result.ok)).toEqual([true, false, true, true]);
    expect(results[1]).toMatchObject({ error: { en: expect.stringContaining('within 0.7 s') } });
    expect(codes).toEqual(['RENDER_TIMEOUT', '1/4', 'RENDER_TIMEOUT', '0/1', '2/2']);
    const left = execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' });
    expect(left).not.toContain('hang.sh');
  });

  it('survives a crash of the engine and does not take a half-written PDF', async () => {
    const path = engine(
      'crash.sh',
      `if grep -q POISON "$f"; then printf "%%PDF-1.6" > "$out"; exit 139; fi; ${print}`,
    );
    const { renderer, codes } = build(path);
    const results = await renderer.render(marked);
    await renderer.close();
    expect(results.map((result) => result.ok)).toEqual([true, false, true, true]);
    expect(codes).toEqual(['RENDER_CRASH', '1/4', 'RENDER_CRASH', '0/1', '2/2']);
  });

  it('shares out what waits among its converters, each with its own profile, and keeps the order', async () => {
    // A start goes on only when another one runs beside it.
    const met = join(root, 'met');
    mkdirSync(met);
    const meet = `echo "$1" > "${met}/$$"; while [ $(ls "${met}" | wc -l) -lt 2 ]; do sleep 0.05; done`;
    const named = 'printf "%%PDF-1.6\\n$f\\n%%%%EOF" > "$out"';
    const { renderer, codes } = build(engine('meet.sh', `${meet}; ${named}`), 10_000, 2);
    const results = await renderer.render(Array.from({ length: 17 }, (_, index) => pages[index % 4]!));
    await renderer.close();
    const names = results.map((result) => /\d{4}/.exec(Buffer.from(pdfOf(result)).toString())?.[0]);
    expect(names).toEqual([...of(9), ...of(8)]);
    expect(codes.toSorted()).toEqual(['8/8', '9/9']);
    const profiles = readdirSync(met).map((file) => readFileSync(join(met, file), 'utf8'));
    expect(new Set(profiles).size).toBe(2);
  });

  it('does not start a second converter for a few files', async () => {
    const { renderer, codes } = build(engine('few.sh', print), 10_000, 4);
    await renderer.render([...pages, ...pages, ...pages]);
    await renderer.close();
    expect(codes).toEqual(['12/12']);
  });

  it('gives up on an engine that never answers', async () => {
    const { renderer, codes } = build(engine('dead.sh', 'sleep 60'), 150);
    const results = await renderer.render([...pages, ...pages]);
    await renderer.close();
    expect(results.every((result) => !result.ok)).toBe(true);
    expect(codes.filter((code) => code === 'RENDER_TIMEOUT')).toHaveLength(5);
    expect(results.at(-1)).toMatchObject({ error: { en: expect.stringContaining('5 starts') } });
  });

  it('stops at close, answers what waits and leaves nothing behind', async () => {
    const { renderer, profileDir } = build(engine('slow.sh', 'sleep 60'), 60_000);
    const asked = renderer.render(pages);
    await renderer.probe();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await renderer.close();
    expect((await asked).every((result) => !result.ok)).toBe(true);
    expect(readdirSync(profileDir)).toEqual([]);
    expect((await renderer.render(pages))[0]).toMatchObject({ ok: false });
  });

  it('removes what a crashed program left, but not what a running one uses', async () => {
    const { renderer, codes, profileDir } = build(engine('fine.sh', print));
    const gone = join(profileDir, 'worker-999999999-old');
    const reused = join(profileDir, `worker-${process.pid}-old`);
    const running = join(profileDir, `worker-${process.ppid}-now`);
    for (const folder of [gone, reused, running]) mkdirSync(folder, { recursive: true });
    await renderer.render(pages);
    await renderer.close();
    expect([gone, reused, running].map((folder) => existsSync(folder))).toEqual([false, false, true]);
    expect(codes).toEqual(['RENDER_STALE_REMOVED', '4/4']);
  });

  it('is not ready, and says what to do, where no engine is', async () => {
    const { renderer } = build(join(root, 'not there'));
    expect(await renderer.probe()).toMatchObject({ engine: null, version: null, ready: false });
    expect(await renderer.render(pages.slice(0, 1))).toEqual([
      { ok: false, error: expect.objectContaining({ en: expect.stringContaining('--install') }) },
    ]);
    await renderer.close();
  });
});

describe('what goes in and comes out', () => {
  it('refuses a workbook that calls itself a text document, and other endings', async () => {
    const bytes = await workbook('x');
    expect(inspectSource('a.xlsx', bytes)).toEqual({ extension: 'xlsx', changed: '20260302010203' });
    expect(inspectSource('a.docx', bytes)).toBeUndefined();
    expect(inspectSource('a.html', bytes)).toBeUndefined();
  });

  it('keeps every offset when it takes the time of printing out', () => {
    const id = '0'.repeat(32);
    const before = `%PDF-1.6\n/CreationDate(D:20261123202441+08'00')>>\n/ID [ <${id}>\n<${id}> ]\n/DocChecksum /${id}\n>>`;
    const source = { extension: 'xlsx', changed: undefined } as const;
    const after = stablePdf(Buffer.from(before), source, new Uint8Array(), '1').toString();
    expect(after).toHaveLength(before.length);
    expect(after).not.toContain('CreationDate');
    expect(after).not.toContain(id);
    expect(after.indexOf('/DocChecksum')).toBe(before.indexOf('/DocChecksum'));
  });
});
