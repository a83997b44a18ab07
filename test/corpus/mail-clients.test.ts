/** Mails as people's programs write them: names and titles in every encoding that is met, and mails built to harm. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { sortAttachments } from '../../functions/core/mail-in/attachments.ts';
import { kindOfAttachment } from '../../functions/core/mail-in/kind.ts';
import { identityOf, readMessage } from '../../functions/core/mail-in/message.ts';
import {
  cutWords,
  filePart,
  gb,
  joined,
  type Part,
  type RawMail,
  rawMail,
  textPart,
  word,
} from '../support/raw-mail.ts';

const REQUEST = JSON.stringify({ letterNo: 'L1' });
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

/** `filename*=utf-8''%E6…`, as RFC 2231 has it. */
const percent = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

const pieces = (label: string, bytes: Uint8Array, size: number): string => {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, n) => {
    const head = n === 0 ? `${label}''` : '';
    return `filename*${n}*=${head}${percent(bytes.subarray(n * size, (n + 1) * size))}`;
  }).join(';\r\n\t');
};

const utf8 = (text: string, label = 'UTF-8'): string => word(text, label, 'utf8');

const named = (type: string, name: string | Uint8Array, disposition: string | Uint8Array): Part => ({
  heads: [
    joined(`Content-Type: ${type};\r\n\tname="`, name, '"'),
    joined('Content-Disposition: attachment;\r\n\t', disposition),
  ],
  body: REQUEST,
});

const quoted = (name: string): string => `filename="${name}"`;

const inlinePicture: Part = {
  heads: [
    'Content-Type: image/png; name="image001.png"',
    'Content-ID: <image001.png@01D9>',
    'Content-Disposition: inline; filename="image001.png"',
  ],
  body: PICTURE,
};

const html = (body: string): Part => ({ heads: ['Content-Type: text/html; charset=utf-8'], body });

type Client = (name: string, title: string, text: string) => RawMail;

const OCTET = 'application/octet-stream';
const JSON_TYPE = 'application/json';

const CLIENTS: Readonly<Record<string, Client>> = {
  'QQ Mail, GB18030 words': (name, title, text) => ({
    subject: word(title, 'gb18030'),
    heads: ['X-QQ-mid: webmail', 'X-Mailer: QQMail 2.x'],
    parts: [
      textPart(gb(text), 'gb18030'),
      named(OCTET, word(name, 'gb18030'), quoted(word(name, 'gb18030'))),
    ],
  }),
  'QQ Mail, long titles cut between two bytes': (name, title, text) => ({
    subject: cutWords(title, 5, 'gb18030'),
    parts: [
      textPart(gb(text), 'gb18030'),
      named(OCTET, cutWords(name, 7, 'gb18030'), quoted(cutWords(name, 7, 'gb18030'))),
    ],
  }),
  'Foxmail, bytes as they are in every head': (name, title, text) => ({
    subject: gb(title),
    heads: ['X-Mailer: Foxmail 7.2.25.331[cn]'],
    parts: [
      { heads: ['Content-Type: text/plain;\r\n\tcharset="GB2312"'], body: gb(text), encoding: '8bit' },
      named(OCTET, gb(name), joined('filename="', gb(name), '"')),
    ],
  }),
  'Foxmail, GB18030 behind the label gb2312': (name, title, text) => ({
    subject: word(title),
    parts: [textPart(gb(text), 'GB2312'), named(OCTET, word(name), quoted(word(name)))],
  }),
  'NetEase, the label GBK': (name, title, text) => ({
    subject: word(title, 'GBK'),
    heads: ['X-Mailer: Coremail Webmail Server Version XT5.0'],
    parts: [textPart(gb(text), 'GBK'), named(OCTET, word(name, 'GBK'), quoted(word(name, 'GBK')))],
  }),
  'Outlook, UTF-8 words and a picture of a signature': (name, title, text) => ({
    subject: utf8(title, 'utf-8'),
    multipart: 'mixed',
    heads: ['X-MS-Has-Attach: yes', 'Thread-Topic: x'],
    parts: [
      textPart(text),
      inlinePicture,
      named(JSON_TYPE, utf8(name, 'utf-8'), quoted(utf8(name, 'utf-8'))),
    ],
  }),
  'Outlook, RFC 2231 in pieces': (name, title, text) => ({
    subject: utf8(title),
    parts: [textPart(text), named(OCTET, 'x.json', pieces('utf-8', Buffer.from(name), 20))],
  }),
  'Gmail, RFC 2231 and quoted words': (name, title, text) => ({
    subject: `=?UTF-8?Q?${percent(Buffer.from(title)).replaceAll('%', '=')}?=`,
    parts: [textPart(text), named(JSON_TYPE, utf8(name), `filename*=UTF-8''${percent(Buffer.from(name))}`)],
  }),
  'Apple Mail, RFC 2231 in GB18030 and a picture inline': (name, title, text) => ({
    subject: utf8(title, 'utf-8'),
    heads: ['X-Mailer: Apple Mail (2.3774)', 'X-Universally-Unique-Identifier: A'],
    parts: [
      textPart(text),
      {
        ...inlinePicture,
        heads: ['Content-Type: image/png; name=logo.png', 'Content-Disposition: inline; filename=logo.png'],
      },
      named(OCTET, 'x.json', pieces('gb18030', gb(name), 9)),
    ],
  }),
  'Thunderbird, UTF-8 as it is': (name, title, text) => ({
    subject: title,
    heads: ['User-Agent: Mozilla Thunderbird'],
    parts: [
      { heads: ['Content-Type: text/plain; charset=UTF-8; format=flowed'], body: text, encoding: '8bit' },
      named(JSON_TYPE, name, quoted(name)),
    ],
  }),
  'a phone, quoted-printable and words cut in UTF-8': (name, title, text) => ({
    subject: cutWords(title, 8, 'utf-8', 'utf8'),
    parts: [
      { heads: ['Content-Type: text/plain; charset=utf-8'], body: text, encoding: 'quoted-printable' },
      named(OCTET, cutWords(name, 8, 'utf-8', 'utf8'), quoted(cutWords(name, 8, 'utf-8', 'utf8'))),
    ],
  }),
};

const NAMES = [
  ['an ordinary one', '报价申请.json', '报价申请'],
  [
    'a long one',
    '深圳市砚禾电子科技有限公司二零二六年十一月第三周正式报价申请.json',
    '关于二零二六年十一月第三周正式报价的申请事宜',
  ],
  ['signs that GB2312 lacks', '镕㐀𠮷询价.json', '朱镕㐀𠮷询价'],
  ['two scripts', 'Quotation 报价 v2.json', 'RE: Quotation 报价 v2'],
  ['traditional signs', '報價申請單.json', '轉寄：報價申請單'],
  ['full-width signs', '订单（修订）—１２３.json', '订单（修订）—１２３'],
] as const;

describe.each(Object.entries(CLIENTS))('%s', (_, client) => {
  it.each(NAMES)('%s', async (__, name, title) => {
    const text = '您好，请查收附件。镕㐀';
    const message = await readMessage(rawMail(client(name, title, text)));
    expect(message?.subject).toBe(title);
    expect(message?.text.trim()).toBe(text);
    const { taken, refused } = sortAttachments(message!);
    expect(taken.map((one) => [one.name, Buffer.from(one.bytes).toString()])).toEqual([[name, REQUEST]]);
    expect(refused).toEqual([]);
  });
});

it('takes a large file that was sent as it is byte by byte', async () => {
  const table = Buffer.from(`编号,客户\r\n${'L1,甲公司\r\n'.repeat(20_000)}`);
  const part: Part = { ...filePart('a.csv', table, 'text/csv'), encoding: '8bit' };
  const message = await readMessage(
    rawMail({ parts: [textPart('x'), part, filePart('b.json', REQUEST, JSON_TYPE)] }),
  );
  const [csv, json] = sortAttachments(message!).taken;
  expect(Buffer.from(csv!.bytes).equals(table)).toBe(true);
  expect(json?.name).toBe('b.json');
});

describe('what hangs on a mail', () => {
  const sorted = async (...parts: readonly Part[]) =>
    sortAttachments((await readMessage(rawMail({ parts })))!);
  const json = filePart('a.json', REQUEST, JSON_TYPE);

  it('of a signature, a card and a calendar counts for nothing', async () => {
    const signed = filePart('smime.p7s', 'x', 'application/pkcs7-signature');
    const card = filePart('me.vcf', 'x', 'text/vcard');
    expect(await sorted(textPart('x'), signed, card, inlinePicture)).toEqual({ taken: [], refused: [] });
  });

  it('as a paper beside the request does not stop it', async () => {
    const { taken, refused } = await sorted(json, filePart('po.pdf', '%PDF', 'application/pdf'));
    expect([taken.map(({ name }) => name), refused]).toEqual([['a.json'], []]);
  });

  it('twice is taken once', async () => {
    const { taken } = await sorted(json, filePart('b.json', REQUEST, JSON_TYPE));
    expect(taken.map(({ name }) => name)).toEqual(['a.json']);
  });

  it('in a mail that is forwarded as an attachment is found', async () => {
    const inner: Part = {
      heads: ['Content-Type: message/rfc822'],
      body: rawMail({ boundary: 'inner', parts: [textPart('x'), json] }),
      encoding: '8bit',
    };
    const { taken } = await sorted(textPart('fyi'), inner);
    expect(taken.map(({ name }) => name)).toEqual(['a.json']);
  });

  it('under a name that leads elsewhere, or holds what no name may, gets a safe one', async () => {
    const { taken } = await sorted(filePart('..\\\\..\\\\etc/pass\0wd.json', REQUEST, JSON_TYPE));
    expect(taken.map(({ name }) => name)).toEqual([expect.stringMatching(/^[^/\\\0]+\.json$/)]);
  });
});

describe('a hostile mail', () => {
  it('cannot write heads of its own into what is kept of it', async () => {
    const subject = word('x\r\nBcc: victim@example.com\r\n\r\nbody', 'utf-8', 'utf8');
    const message = await readMessage(rawMail({ subject, id: '<a@b>\r\nX-Evil: 1', parts: [textPart('x')] }));
    expect(message?.id).toBe('<a@b>');
    expect(message?.to).toEqual(['docket@yanhe.example.com']);
  });

  it('with two From lines, or two senders in one, names both', async () => {
    const two = await readMessage(rawMail({ heads: ['From: evil@example.org'], parts: [textPart('x')] }));
    expect(two?.from).toEqual(['tong.xinyi@yanhe.example.com', 'evil@example.org']);
    const one = await readMessage(rawMail({ from: 'a@example.com, b@example.com', parts: [textPart('x')] }));
    expect(one?.from).toEqual(['a@example.com', 'b@example.com']);
  });

  it.each([
    ['a name that looks like an address', '"boss@yanhe.example.com" <evil@example.org>'],
    ['a comment', 'evil@example.org (boss@yanhe.example.com)'],
    ['an encoded name', `${utf8('boss@yanhe.example.com')} <evil@example.org>`],
    ['a null byte', 'boss@yanhe.example.com\0 <evil@example.org>'],
  ])('behind %s is from who wrote it', async (_, from) => {
    const message = await readMessage(rawMail({ from, parts: [textPart('x')] }));
    expect(message?.from).toContain('evil@example.org');
    expect(message?.from.length === 1 && message.from[0] === 'boss@yanhe.example.com').toBe(false);
  });

  it('400 parts deep is no mail', async () => {
    let body = 'x';
    for (let n = 400; n > 0; n -= 1)
      body = `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n${body}\r\n--b${n}--`;
    expect(await readMessage(Buffer.from(`From: a@example.com\r\n${body}`))).toBeUndefined();
  });

  it.each([
    ['10,000 heads', Array.from({ length: 10_000 }, (_, n) => `X-H${n}: ${n}`)],
    ['100,000 encoded words in a head', [`X-W: ${'=?utf-8?B?5oql?= '.repeat(100_000)}`]],
    ['a head without end', [`X-L: ${'a'.repeat(3_000_000)}`]],
    ['10,000 boundaries', Array.from({ length: 10_000 }, (_, n) => `X-B: boundary=b${n}`)],
  ])('with %s is read or refused at once', async (_, heads) => {
    const raw = rawMail({ heads, parts: [textPart('x'), filePart('a.json', REQUEST)] });
    expect(await readMessage(raw).then(() => true)).toBe(true);
  });

  it('with 50 MB of dashes and breaks is read or refused', async () => {
    const raw = rawMail({ parts: [textPart('x'), filePart('a.json', REQUEST)] });
    const noise = Buffer.alloc(20 * 1024 * 1024, '\n--');
    expect(await readMessage(Buffer.concat([raw, noise])).then(() => true)).toBe(true);
  });

  it.each<[string, Part, Pick<Part, 'encoding'>]>([
    ['300,000 lines of text', textPart(Buffer.alloc(600_000, 'x\n')), { encoding: '8bit' }],
    ['5 MB of breaks', textPart(Buffer.alloc(5_000_000, '\n')), { encoding: '8bit' }],
    ['tags that nothing ends', html('<'.repeat(1_000_000)), {}],
    ['styles that nothing ends', html('<style>'.repeat(140_000)), {}],
  ])('with %s is read at once', async (_, part, more) => {
    const raw = rawMail({ parts: [{ ...part, ...more }, filePart('a.json', REQUEST, JSON_TYPE)] });
    const message = await readMessage(raw);
    expect(sortAttachments(message!).taken.map(({ name }) => name)).toEqual(['a.json']);
  });

  it('with 20,000 parts, with millions of lines, or with a boundary in pieces is no mail', async () => {
    const parts = Array.from({ length: 20_000 }, () => filePart('a.csv', 'x'));
    expect(await readMessage(rawMail({ parts }))).toBeUndefined();
    const lines: Part = { ...textPart(Buffer.alloc(1_200_000, '\n')), encoding: '8bit' };
    const encoded = { ...lines, heads: [...lines.heads, 'Content-Transfer-Encoding: quoted-printable'] };
    expect(await readMessage(rawMail({ parts: [encoded] }))).toBeUndefined();
    const hidden =
      'From: a@b.c\r\nContent-Type: multipart/mixed; boundary*0=a; boundary*1=b\r\n\r\n--ab\r\n\r\nx';
    expect(await readMessage(Buffer.from(hidden))).toBeUndefined();
  });

  it('that unpacks to all memory is left to intake, which tells what is wrong with it', async () => {
    const types = { '[Content_Types].xml': strToU8('<Types/>') };
    const bomb = zipSync({ ...types, 'xl/workbook.xml': new Uint8Array(50_000_000) });
    const message = await readMessage(rawMail({ parts: [filePart('a.xlsx', bomb)] }));
    const [taken] = sortAttachments(message!).taken;
    expect(kindOfAttachment(taken!, new Map(), { address: undefined, subject: '' })).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['null bytes', '\0\0\0\0'],
    ['a mail without a sender', 'Subject: x\r\n\r\nx'],
    ['a message of Outlook (.msg)', 'ÐÏ\x11à¡±\x1aá'],
  ])('%s is no mail', async (_, text) => {
    expect(await readMessage(Buffer.from(text, 'latin1'))).toBeUndefined();
  });
});

describe('the same mail', () => {
  it('is the same by whatever way it came, and another when anything in it differs', async () => {
    const id = async (mail: RawMail) =>
      identityOf((await readMessage(rawMail({ parts: [textPart('x')], ...mail })))!);
    const first = await id({});
    expect(await id({ heads: ['Received: from b', 'Delivered-To: other@example.com'] })).toBe(first);
    expect(await id({ subject: 'y' })).not.toBe(first);
    expect(await id({ parts: [textPart('x'), filePart('a.json', REQUEST)] })).not.toBe(first);
  });
});
