/** The main job through the real command line: real process, SQLite, files, engine and, where it says so, LibreOffice. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import excel from 'exceljs';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { docket, startDocket } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { doc, edited, p, unpack } from '../support/office-package.ts';
import { quotationRequests } from '../support/requests.ts';
import { needs } from '../support/system.ts';
import { convert, labelAt, typedIn } from '../support/workbooks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const NO_OFFICE = { DOCKET_SOFFICE: join(folder, 'no such program') };

/** A data folder in which the shipped samples have gone through, without PDFs. */
const base = join(folder, 'base');
let homes = 0;
const home = (): string => {
  const data = join(folder, `home ${homes++} 数据`);
  cpSync(base, data, { recursive: true });
  return data;
};

const drop = (data: string, name: string, content: string | Uint8Array, kind = 'quotation'): void => {
  mkdirSync(join(data, 'inbox', kind), { recursive: true });
  writeFileSync(join(data, 'inbox', kind, name), content);
};

const once = (data: string) => docket(['start', '--once', '--data', data], NO_OFFICE);
const documents = (data: string): string[] => readdirSync(join(data, 'documents')).toSorted();
const quotations = (data: string): string[] => documents(data).filter((number) => number.startsWith('QT-'));
const rejected = (data: string): string[] => readdirSync(join(data, 'rejected'));
const errorsOf = (data: string) =>
  JSON.parse(readFileSync(join(data, 'rejected', rejected(data)[0]!, 'errors.json'), 'utf8')) as {
    problems: { code: string; cell?: string; message: { zh: string } }[];
  };
const [request] = quotationRequests(1) as [Record<string, unknown>];

beforeAll(async () => {
  const { code, err } = await once(base);
  expect(err).toBe('');
  expect(code).toBe(0);
});

describe('a newcomer', () => {
  it('finds a sample of each kind, filled in each of its languages, after the first start', () => {
    expect(documents(base)).toEqual(['QT-2026-000001', 'SC-2026-000001']);
    expect(readdirSync(join(base, 'documents', 'QT-2026-000001')).toSorted()).toEqual([
      'QT-2026-000001.en.xlsx',
      'QT-2026-000001.xlsx',
      'request.json',
    ]);
    expect(readdirSync(join(base, 'inbox', 'quotation'))).toEqual([]);
  });

  it('gets no second sample from the next start', async () => {
    const data = home();
    expect(await once(data)).toMatchObject({ code: 0 });
    expect(documents(data)).toEqual(documents(base));
  });

  it('is told when Docket runs already on the folder', async () => {
    const data = home();
    const running = await startDocket(data, NO_OFFICE);
    expect(await once(data)).toMatchObject({ code: 1, err: expect.stringContaining('already runs') });
    await running.stop();
  });

  it('ends on Ctrl+C in the middle of its first work', async () => {
    const data = home();
    const running = await startDocket(data, NO_OFFICE);
    drop(data, 'many.json', JSON.stringify(quotationRequests(400)));
    await expect.poll(() => documents(data).length, { timeout: 20_000 }).toBeGreaterThan(5);
    const ended = new Promise((resolve) => running.child.once('exit', resolve));
    running.child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('requests', () => {
  it('two at once are numbered one after the other; the same file again makes nothing new', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(quotationRequests(2)));
    expect(await once(data)).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 documents, 0 files rejected'),
    });
    drop(data, 'again.json', JSON.stringify(quotationRequests(2)));
    expect(await once(data)).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 documents, 0 files rejected'),
    });
    expect(quotations(data)).toEqual(['QT-2026-000001', 'QT-2026-000002', 'QT-2026-000003']);
  });

  it('a request number with other content is refused with a pointer, whatever its case and width', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(request));
    await once(data);
    drop(data, 'b.json', JSON.stringify({ ...request, requestNo: 'ｘｊ-test-000001', note: 'changed' }));
    expect(await once(data)).toMatchObject({ code: 2 });
    expect(errorsOf(data).problems).toMatchObject([
      {
        code: 'REQUEST_NUMBER_USED',
        cell: '$.requestNo',
        message: { zh: expect.stringContaining('QT-2026-000002') },
      },
    ]);
  });

  it('R-Q8: the next revision supersedes under the same number and leaves the first as it was', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(request));
    await once(data);
    const first = readFileSync(join(data, 'documents', 'QT-2026-000002', 'QT-2026-000002.xlsx'));
    drop(
      data,
      'b.json',
      JSON.stringify({ ...request, revision: 1, revisionReason: '数量调整', creditDays: 30 }),
    );
    expect(await once(data)).toMatchObject({ code: 0 });
    const files = readdirSync(join(data, 'documents', 'QT-2026-000002'));
    expect(files).toContain('QT-2026-000002-R1.xlsx');
    expect(readFileSync(join(data, 'documents', 'QT-2026-000002', 'QT-2026-000002.xlsx'))).toEqual(first);
    expect((await docket(['verify', '--data', data])).code).toBe(0);
  });

  it('every mistake comes back at once, with its cell, and the good requests go on', async () => {
    const data = home();
    const form = join(folder, 'table.xlsx');
    await docket(['form', 'quotation', '--table', '-o', form]);
    const book = new excel.Workbook();
    await book.xlsx.readFile(form);
    const sheet = book.worksheets[0]!;
    const { row: titles } = labelAt(sheet, '询价单号', 1);
    const column = (label: string) => labelAt(sheet, label, titles).col;
    const good: Record<string, unknown> = {
      询价单号: 'T-1',
      客户名称: '甲公司',
      客户类别: '批量客户',
      联系人: '陈先生',
      报价人: 'wen-jingxing',
      副板批量已确认: '是',
      主板BOM: 'M1',
      副板BOM: 'S1',
      有无增加物料: '否',
      是否加运费: '否',
      付款方式: '款到发货',
      产品型号: 'YH-M6762-V3',
      数量: '5K',
    };
    const bad = { ...good, 询价单号: 'T-2', 客户类别: '零售', 数量: '5K5', 报价日期: '10/12/2026' };
    const ofRules = { ...good, 询价单号: 'T-3', 联系人: '', 报价人: '某人', '折扣(%)': 95 };
    const ofBoth = { 询价单号: 'T-3', 产品型号: 'NO-SUCH', 数量: 'x' };
    [good, bad, ofRules, ofBoth].forEach((values, index) => {
      for (const [label, value] of Object.entries(values))
        sheet.getCell(titles + 1 + index, column(label)).value = value as string;
    });
    drop(data, '批量.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
    expect(await once(data)).toMatchObject({
      code: 2,
      out: expect.stringContaining('1 documents, 1 files rejected'),
    });
    const [name] = rejected(data);
    expect(readdirSync(join(data, 'rejected', name!)).toSorted()).toEqual([
      'errors.json',
      '批量.annotated.xlsx',
      '批量.xlsx',
    ]);
    const cells = errorsOf(data).problems.map(({ cell }) => cell?.split('!')[1]);
    const letter = (label: string) => sheet.getCell(titles + 2, column(label)).address;
    expect(cells).toEqual(expect.arrayContaining([letter('数量'), letter('报价日期')]));
    const at = (label: string, row: number) => sheet.getCell(titles + row, column(label)).address;
    const third = [
      ['REQUIRED', at('联系人', 3)],
      ['APPLICANT_UNKNOWN', at('报价人', 3)],
      ['DISCOUNT_TOO_LARGE', at('折扣(%)', 3)],
      ['PRICE_MISSING', at('产品型号', 4)],
      ['QUANTITY_FORM', at('数量', 4)],
    ];
    const { problems } = errorsOf(data);
    expect(problems.slice(-third.length).map(({ code, cell }) => [code, cell?.split('!')[1]])).toEqual(third);
    const marked = new excel.Workbook();
    await marked.xlsx.readFile(join(data, 'rejected', name!, '批量.annotated.xlsx'));
    const marks = third.map(([, cell]) =>
      JSON.stringify(marked.getWorksheet(sheet.name)?.getCell(cell!).note ?? ''),
    );
    for (const [index, note] of marks.entries())
      expect(note).toContain(problems.at(index - third.length)?.message.zh);
  });

  it.each([
    ['broken.xlsx', 'PK\u0003\u0004 nothing behind it'],
    ['empty.json', ''],
    ['list.csv', 'a,b\n1,2\n'],
    ['deep.json', '['.repeat(100_000)],
    ['proto.json', '{"__proto__": {"x": 1}, "requestNo": "1"}'],
    ['scan.pdf', '%PDF-1.7 scan'],
    ['stuff.zip', zipSync({ 'a.txt': new Uint8Array([104, 105]) })],
  ])('%s gets a plain answer, is kept, and the pipeline goes on', async (name, content) => {
    const data = home();
    drop(data, name, content, '');
    drop(data, 'good.json', JSON.stringify(request));
    const { code, out } = await once(data);
    expect([code, out]).toEqual([2, expect.stringContaining('1 documents, 1 files rejected')]);
    expect(readFileSync(join(data, 'rejected', rejected(data)[0]!, name))).toEqual(Buffer.from(content));
    expect(errorsOf(data).problems[0]?.message.zh).toMatch(/\p{Script=Han}/u);
  });

  it('a file of 60 MB is refused unread and kept', async () => {
    const data = home();
    drop(data, 'large.csv', Buffer.alloc(60 * 2 ** 20, 'x'));
    expect(await once(data)).toMatchObject({ code: 2 });
    expect(errorsOf(data).problems).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
    expect(
      readdirSync(join(data, 'received'), { recursive: true }).some((name) =>
        String(name).endsWith('large.csv'),
      ),
    ).toBe(true);
  });

  it('a profile with mistakes stops the start and names them', async () => {
    const data = home();
    const path = join(data, 'company', 'company.yaml');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/^creditCode:.*$/m, 'creditCode: "123"\nnonsense: 1'),
    );
    const { code, err } = await once(data);
    expect(code).toBe(1);
    expect(err).toContain('company.yaml');
    expect(err).toContain('nonsense');
  });
});

describe('what people do to the folders', () => {
  it('a file saved again while it is taken is taken again, whole', async () => {
    const data = home();
    const running = await startDocket(data, NO_OFFICE);
    for (let n = 1; n <= 25; n += 1) {
      drop(data, 'same-name.json', JSON.stringify(quotationRequests(1, 1, n)));
      await new Promise((resolve) => setTimeout(resolve, n % 7));
    }
    await expect.poll(() => readdirSync(join(data, 'inbox', 'quotation')), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => quotations(data).length, { timeout: 20_000 }).toBeGreaterThan(1);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { out } = await docket(['status', '--json', '--data', data]);
    expect(JSON.parse(out).dead).toEqual([]);
    const requests = readdirSync(join(data, 'received', 'quotation'))
      .map((id) => join(data, 'received', 'quotation', id, 'same-name.json'))
      .filter(existsSync)
      .flatMap((path) =>
        (JSON.parse(readFileSync(path, 'utf8')) as { requestNo: string }[]).map(({ requestNo }) => requestNo),
      );
    expect(requests).toContain('XJ-TEST-000025');
    await running.stop();
  });

  it('odd folder and file names stop nothing: they are taken too', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(quotationRequests(1, 1, 1)), 'A: urgent?');
    drop(data, `${'报'.repeat(80)}😀.json`, JSON.stringify({ requestNo: 'X' }));
    drop(data, '~$lock.json', 'half');
    drop(data, 'z.json', JSON.stringify(quotationRequests(1, 1, 2)));
    const { code, out } = await once(data);
    expect([code, out]).toEqual([2, expect.stringContaining('2 documents, 1 files rejected')]);
    expect(rejected(data)).toHaveLength(1);
  });

  it('a file dated next year is numbered this year, when it came in', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(request));
    const later = new Date(Date.now() + 400 * 86_400_000);
    utimesSync(join(data, 'inbox', 'quotation', 'a.json'), later, later);
    expect(await once(data)).toMatchObject({ code: 0 });
    expect(new Set(quotations(data).map((number) => number.slice(0, 7))).size).toBe(1);
  });

  it('the first request dropped again after its revision is nothing new', async () => {
    const data = home();
    drop(data, 'a.json', JSON.stringify(request));
    await once(data);
    drop(data, 'b.json', JSON.stringify({ ...request, revision: 1, revisionReason: '改', creditDays: 30 }));
    await once(data);
    drop(data, 'a.json', JSON.stringify(request));
    expect(await once(data)).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 documents, 0 files rejected'),
    });
  });

  it('the same request again is nothing new, also when a new price list no longer has its product', async () => {
    const data = home();
    const list = JSON.parse(readFileSync(join(root, 'templates/price-list/sample.json'), 'utf8'));
    drop(
      data,
      'list.json',
      JSON.stringify({ ...list, priceListNo: 'NEXT', lines: list.lines.slice(1, 2) }),
      'price-list',
    );
    drop(data, 'again.json', readFileSync(join(root, 'templates/quotation/sample.json')));
    expect(await once(data)).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 documents, 0 files rejected'),
    });
  });

  it('samples never go where somebody has begun to work', async () => {
    const data = join(folder, 'begun');
    const file = join(folder, 'mine.json');
    writeFileSync(file, JSON.stringify(request));
    expect(await docket(['submit', file, '--kind', '../../out', '--data', data])).toMatchObject({ code: 1 });
    expect(await docket(['submit', file, '--kind', 'quotation', '--data', data])).toMatchObject({ code: 0 });
    expect(await once(data)).toMatchObject({ code: 2 });
    expect(new Set(errorsOf(data).problems.map(({ code }) => code))).toEqual(new Set(['PRICE_MISSING']));
  });

  it('a port that is taken or no port at all ends at once and lets go of the folder', async () => {
    const data = home();
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await docket(['start', '--port', String(port), '--data', data], NO_OFFICE)).toMatchObject({
      code: 1,
    });
    expect(await docket(['start', '--port', 'abc', '--data', data], NO_OFFICE)).toMatchObject({ code: 1 });
    server.close();
    expect(await once(data)).toMatchObject({ code: 0 });
  });
});

describe('the company profile', () => {
  const lock =
    "lock: { since: '2026-01-01T09:00:00+08:00', reason: { zh: 铜价大幅波动, en: Copper fluctuates } }";

  it('R-Q7: a lock stops what sales send, lets the commercial centre go on, and leaves a text for all sales', async () => {
    const data = home();
    const path = join(data, 'company', 'company.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('lock: null', lock));
    drop(data, 'sales.json', JSON.stringify(request));
    drop(data, 'centre.json', JSON.stringify({ ...quotationRequests(1, 1, 9)[0], applicant: 'tong-xinyi' }));
    const { code, out } = await once(data);
    expect([code, out]).toEqual([2, expect.stringContaining('1 documents, 1 files rejected')]);
    expect(errorsOf(data).problems).toMatchObject([{ code: 'QUOTE_LOCKED', cell: '$.applicant' }]);
    const [letter] = readdirSync(join(data, 'outbox'));
    expect(letter).toMatch(/^\d{8}-\d{6}-price-lock\.txt$/);
    expect(readFileSync(join(data, 'outbox', letter!), 'utf8')).toContain('铜价大幅波动');
  });

  it('broken while Docket runs: files wait, and go through when it is mended', async () => {
    const data = home();
    const path = join(data, 'company', 'company.yaml');
    const good = readFileSync(path, 'utf8');
    const running = await startDocket(data, NO_OFFICE);
    await expect.poll(running.said, { timeout: 10_000 }).toContain('running');
    writeFileSync(path, `${good}\nnonsense: 1\n`);
    await expect.poll(running.said, { timeout: 10_000 }).toContain('nonsense');
    drop(data, 'a.json', JSON.stringify(request));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(quotations(data)).toEqual(['QT-2026-000001']);
    writeFileSync(path, good);
    await expect
      .poll(() => quotations(data), { timeout: 10_000 })
      .toEqual(['QT-2026-000001', 'QT-2026-000002']);
    expect(rejected(data)).toEqual([]);
    await running.stop();
  });
});

describe('commands', () => {
  it('kinds, status and show answer in words and in JSON', async () => {
    expect((await docket(['kinds'])).out).toContain('报价单 Quotation');
    const kinds = JSON.parse((await docket(['kinds', '--json'])).out);
    const quotation = kinds.find(({ id }: { id: string }) => id === 'quotation');
    expect(quotation.schema.properties).toHaveProperty('customerName');
    expect((await docket(['status', '--data', base])).out).toMatch(/Quotation +Filled +1/);
    const status = JSON.parse((await docket(['status', 'QT-2026-000001', '--json', '--data', base])).out);
    expect(status).toMatchObject({ number: 'QT-2026-000001', state: 'filled' });
    const shown = JSON.parse((await docket(['show', 'QT-2026-000001', '--json', '--data', base])).out);
    expect(shown.events.map(({ type }: { type: string }) => type)).toEqual([
      'document.received',
      'document.numbered',
      'document.filled',
    ]);
    expect((await docket(['show', 'QT-2026-000001', '--data', base])).out).toMatch(
      /The number was given: QT-2026-000001 +document\.numbered/,
    );
    expect((await docket(['status', 'SC-2026-000001', '--data', base])).out).toContain(
      '◆ Signature: Sales Director',
    );
    expect(await docket(['show', 'QT-9', '--data', base])).toMatchObject({ code: 1 });
    expect(await docket(['status', '--data', join(folder, 'nowhere')])).toMatchObject({ code: 1 });
  });

  it('submit puts a file where start finds it', async () => {
    const data = home();
    const file = join(folder, '我的 request.json');
    writeFileSync(file, JSON.stringify(request));
    expect(await docket(['submit', file, '--kind', 'quotation', '--data', data])).toMatchObject({ code: 0 });
    await once(data);
    expect(quotations(data)).toEqual(['QT-2026-000001', 'QT-2026-000002']);
  });

  it('fill fills any template and names every mistake of a bad one', async () => {
    const book = new excel.Workbook();
    const sheet = book.addWorksheet('S');
    sheet.getCell('A1').value = '[[name]] / [[total | money]]';
    const template = join(folder, 't.xlsx');
    await book.xlsx.writeFile(template);
    const data = join(folder, 'd.json');
    writeFileSync(data, JSON.stringify({ name: '张', total: '1234.5' }));
    const out = join(folder, 'o.xlsx');
    expect(await docket(['fill', template, data, '-o', out, '--open', '[[', '--close', ']]'])).toMatchObject({
      code: 0,
    });
    const filled = new excel.Workbook();
    await filled.xlsx.readFile(out);
    expect(filled.worksheets[0]!.getCell('A1').text).toBe('张 / 1,234.50');
    sheet.getCell('B2').value = '{{#each x}}';
    sheet.getCell('C3').value = '{{y | nosuch}}';
    await book.xlsx.writeFile(template);
    const { code, err } = await docket(['fill', template, data, '-o', out]);
    expect(code).toBe(2);
    expect(err).toContain('B2');
    expect(err).toContain('C3');
    expect(err).toMatch(/2 mistakes; no file was written\n$/);
    expect((await docket(['lint', template])).out).toBe(err.replace('; no file was written', ''));
  });

  it('fill names its output itself, speaks the language and the dialect that it is told', async () => {
    const template = join(folder, 'letter.docx');
    writeFileSync(template, doc({ body: p('{name} {#vip}★{/vip}') }));
    const data = join(folder, 'vip.json');
    writeFileSync(data, JSON.stringify({ name: '张', vip: true, day: '2026-11-23' }));
    const env = { INIT_CWD: folder };
    expect(await docket(['fill', template, data, '--dialect', 'docxtemplater'], env)).toMatchObject({
      code: 0,
    });
    expect(unpack(readFileSync(join(folder, 'letter.filled.docx')))['word/document.xml']).toContain('★');
    writeFileSync(template, doc({ body: p('{{day | date}}') }));
    for (const [language, text] of [
      ['zh', '2026年11月23日'],
      ['en', '23 November 2026'],
    ] as const) {
      await docket(['fill', template, data, '--language', language], env);
      expect(unpack(readFileSync(join(folder, 'letter.filled.docx')))['word/document.xml']).toContain(text);
    }
    expect(await docket(['fill', template, data, '--language', 'fr'], env)).toMatchObject({ code: 1 });
    expect(await docket(['fill', join(folder, 'none.docx'), data], env)).toMatchObject({ code: 1 });
    const nowhere = await docket(['fill', template, data, '-o', join(folder, 'no', 'o.docx')], env);
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/^cannot write .*\n$/) });
    writeFileSync(data, '{\n  "day": 1 "vip"\n}');
    const broken = await docket(['fill', template, data], { ...env, DOCKET_LANG: 'zh' });
    expect(broken).toMatchObject({
      code: 1,
      err: expect.stringContaining('不是有效的 JSON（第 2 行第 12 列）'),
    });
    const unreadable = await docket(['lint', data, '--json'], env);
    expect(JSON.parse(unreadable.out)).toMatchObject({ error: { code: 'ZIP_UNREADABLE' } });
    expect(unreadable.code).toBe(1);
  });

  it('fill and lint take fragments from beside the template, and name the one that is not there', async () => {
    const template = join(folder, 'contract.docx');
    const data = join(folder, 'no.json');
    writeFileSync(data, JSON.stringify({ no: 'C-7' }));
    writeFileSync(template, doc({ body: p('{{> clause.warranty}}') }));
    const missing = await docket(['lint', template]);
    expect(missing).toMatchObject({ code: 3, out: expect.stringContaining('clause.warranty.docx was not') });
    writeFileSync(join(folder, 'clause.warranty.docx'), doc({ body: p('Warranty of {{no}}') }));
    expect(await docket(['lint', template])).toMatchObject({ code: 0 });
    const out = join(folder, 'contract-7.docx');
    expect(await docket(['fill', template, data, '-o', out])).toMatchObject({ code: 0 });
    expect(unpack(readFileSync(out))['word/document.xml']).toContain('Warranty of C-7');
  });

  it('templates fields lists what a template may hold, and show names the templates of a document', async () => {
    const fields = await docket(['templates', 'fields', 'quotation']);
    expect(fields.out).toMatch(/^\{\{customer\.name\.en\}\} +\S/m);
    expect(fields.out).toMatch(/^\{\{#each lines\}\} +× \d+\n {2}\{\{product\}\} /m);
    const { out } = await docket(['show', 'QT-2026-000001', '--data', base]);
    expect(out).toMatch(/^template quotation\.zh-CN\.xlsx {2}SHA-256 [0-9a-f]{64}$/m);
    expect(await docket(['templates', 'fields', 'none'])).toMatchObject({ code: 1 });
  });

  it('lint checks a template against what the kind prints', async () => {
    const shipped = join(root, 'templates/quotation/quotation.en.xlsx');
    expect(await docket(['lint', shipped, '--kind', 'quotation'])).toMatchObject({ code: 0 });
    const bad = join(folder, 'bad.xlsx');
    writeFileSync(bad, edited(readFileSync(shipped), '{{customer.name.en}}', '{{custmer.name.en}}'));
    const { code, out } = await docket(['lint', bad, '--kind', 'quotation', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      findings: [
        {
          part: 'xl/worksheets/sheet1.xml',
          place: 'Quotation!C9',
          tag: '{{custmer.name.en}}',
          suggestion: { en: 'Did you mean "customer"?' },
        },
      ],
    });
    expect(await docket(['lint', bad])).toMatchObject({ code: 0 });
    const chinese = await docket(['lint', bad, '--kind', 'quotation'], { DOCKET_LANG: 'zh' });
    expect(chinese.out).toContain('是否应为“customer”？');
    expect(await docket(['lint', bad, '--kind', 'price-list'])).toMatchObject({ code: 1 });
  });

  it('templates lists versions, goes back, and hands one out for editing', async () => {
    const data = home();
    const file = 'quotation.zh-CN.xlsx';
    const shipped = readFileSync(join(root, 'templates/quotation', file));
    const mine = join(folder, file);
    writeFileSync(mine, edited(shipped, '报  价  单', '报 价 单'));
    expect(await docket(['submit', mine, '--template', '--data', data])).toMatchObject({ code: 0 });
    expect(await once(data)).toMatchObject({ code: 0, out: expect.stringContaining(file) });
    const list = async () =>
      JSON.parse((await docket(['templates', 'quotation', '--json', '--data', data])).out);
    expect(await list()).toMatchObject([{ file, current: 1, versions: [{}, {}] }, { current: 0 }]);
    expect((await docket(['templates', '--data', data])).out).toMatch(/quotation\.zh-CN\.xlsx +1 \* /);
    expect(await docket(['templates', 'use', '0', '--data', data])).toMatchObject({ code: 1 });
    expect(await docket(['templates', 'use', `quotation/${file}`, '0', '--data', data])).toMatchObject({
      code: 0,
    });
    expect(await list()).toMatchObject([{ current: 0 }, { current: 0 }]);
    expect(await docket(['templates', 'use', '1', '--data', data])).toMatchObject({ code: 0 });
    expect(await list()).toMatchObject([{ current: 1 }, { current: 0 }]);
    const out = join(folder, 'to edit.xlsx');
    expect(
      await docket(['templates', 'get', `quotation/${file}`, '0', '-o', out, '--data', data]),
    ).toMatchObject({
      code: 0,
    });
    expect(readFileSync(out)).toEqual(shipped);
    for (const wrong of [
      ['use', 'quotation', '9'],
      ['use', 'none', '1'],
      ['get', 'quotation', 'x'],
      ['drop', '1'],
    ])
      expect(await docket(['templates', ...wrong, '--data', data])).toMatchObject({ code: 1 });
  });

  it('verify is clean, and finds an edited event, a changed file and a missing one', async () => {
    expect(await docket(['verify', '--data', base])).toMatchObject({
      code: 0,
      out: expect.stringContaining('all in order'),
    });
    const data = home();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(join(data, 'docket.sqlite'));
    db.exec(
      "DROP TRIGGER events_frozen; UPDATE events SET canonical = replace(canonical, 'QT-2026-000001', 'QT-2026-000007') WHERE type = 'document.numbered'",
    );
    db.close();
    const number = join(data, 'documents', 'QT-2026-000001');
    writeFileSync(join(number, 'QT-2026-000001.xlsx'), 'edited');
    const { code, out } = await docket(['verify', '--json', '--data', data]);
    expect(code).toBe(3);
    const findings = JSON.parse(out).findings as { where: string }[];
    expect(findings.map(({ where }) => where)).toEqual(
      expect.arrayContaining([expect.stringContaining('@2'), 'documents/QT-2026-000001/QT-2026-000001.xlsx']),
    );
  });

  it('every command has help, and a mistake in the call exits 1', async () => {
    for (const name of [
      'start',
      'kinds',
      'form',
      'submit',
      'status',
      'show',
      'fill',
      'lint',
      'templates',
      'register',
      'void',
      'erase',
      'verify',
      'prove',
      'export',
      'checkpoint',
      'rebuild',
      'redrive',
    ])
      expect(await docket([name, '--help'])).toMatchObject({
        code: 0,
        out: expect.stringContaining(`docket ${name}`),
      });
    expect(await docket(['nonsense'])).toMatchObject({ code: 1 });
    expect(await docket(['form'])).toMatchObject({ code: 1 });
    expect(await docket(['kinds', '--nonsense'])).toMatchObject({ code: 1 });
  });

  it('redrive takes up what had failed too often', async () => {
    const data = home();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(join(data, 'docket.sqlite'));
    db.prepare(
      "INSERT INTO dead (id, queue, body, reason, died_at) VALUES (1, 'generate', '{}', 'x', 0)",
    ).run();
    db.close();
    expect(await once(data)).toMatchObject({ code: 1 });
    expect(await docket(['redrive', '--data', data])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1'),
    });
  });
});

const office = needs('soffice', 'pdftotext');

office.describe('with LibreOffice', () => {
  office.it('PDFs that waited are made as soon as it is there, and say what the sheet says', async () => {
    const data = home();
    const { code, err } = await docket(['start', '--once', '--data', data]);
    expect([code, err]).toEqual([0, '']);
    const pdf = join(data, 'documents', 'QT-2026-000001', 'QT-2026-000001.pdf');
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    expect(text.replace(/\s/g, '')).toContain('报价单');
    expect(text).toContain('QT-2026-000001');
    expect(text).toMatch(/人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+/);
    expect(existsSync(pdf.replace('.pdf', '.en.pdf'))).toBe(true);
    expect((await docket(['verify', '--data', data])).code).toBe(0);
  });

  office.it('a form that a person filled in LibreOffice goes through', async () => {
    const data = home();
    const form = join(folder, 'form.xlsx');
    await docket(['form', 'quotation', '-o', form]);
    const filled = await typedIn(
      readFileSync(form),
      {
        询价单号: 'FORM-1',
        客户名称: '手填客户有限公司',
        客户类别: '批量客户',
        联系人: '陈先生',
        报价人: 'wen-jingxing',
        副板批量已确认: '是',
        主板BOM: 'M1',
        副板BOM: 'S1',
        有无增加物料: '否',
        是否加运费: '否',
        付款方式: '款到发货',
      },
      [{ 产品型号: 'YH-M6762-V3', 数量: '5K' }],
    );
    drop(data, 'form.xlsx', convert(filled, 'xlsx'), '');
    const { code, out } = await once(data);
    expect([code, out]).toEqual([0, expect.stringContaining('1 documents, 0 files rejected')]);
  });
});
