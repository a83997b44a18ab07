import { safeName } from '../document/file-name.ts';
import type { Text } from '../result.ts';
import type { Attached, Message } from './message.ts';

/** Why something on a mail was not taken. */
export type Refusal = keyof typeof REFUSALS;

/** What people read, with what to do. */
export const REFUSALS = {
  TNEF: {
    zh: '附件被 Outlook 打包成 winmail.dat，无法读取。请在 Outlook 中把邮件格式改为“HTML”或“纯文本”后重新发送',
    en: 'Outlook packed the attachments into winmail.dat, which nobody else can read. Set the format of the mail to HTML or plain text in Outlook and send it again',
  },
  ARCHIVE: {
    zh: '不接收压缩包。请解压后把表格直接作为附件发送',
    en: 'Archives are not opened. Attach the workbook itself, without packing it',
  },
  MACROS: {
    zh: '不接收带宏的文件。请另存为不带宏的 .xlsx 后重新发送',
    en: 'Files with macros are not opened. Save it as .xlsx without macros and send that copy',
  },
  PROGRAM: {
    zh: '不接收程序和脚本文件',
    en: 'Programs and scripts are never opened',
  },
  OTHER: {
    zh: '附件不是申请表。可以接收：.xlsx、.csv、.json',
    en: 'The attachment is no request. Accepted: .xlsx, .csv, .json',
  },
} as const satisfies Readonly<Record<string, Text>>;

type Sort = Refusal | 'take' | 'ignore';

const text = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const begins = (bytes: Uint8Array, hex: string): boolean =>
  text(bytes.subarray(0, hex.length / 2)).toString('hex') === hex;

/** Signatures, calendars, cards and what mail programs put between the parts. */
const IGNORED = /^(application\/(pkcs7|x-pkcs7|pgp)|text\/(calendar|x-vcard|vcard|html|plain)$|message\/)/;
const MACROS = /\.(xlsm|xltm|xlam|xlsb|docm|dotm|pptm)$/i;
const PROGRAM = /\.(exe|com|scr|msi|bat|cmd|ps1|vbs?|jse?|wsf|lnk|jar|hta|iso|html?)$/i;
const ARCHIVES = ['526172211a', '377abcaf271c', '1f8b', '425a68', 'fd377a585a'];
const REQUEST = /\.(xlsx|xls|et|csv|json)$/i;

const ofZip = (bytes: Uint8Array): Sort => {
  const inside = text(bytes);
  if (!inside.includes('[Content_Types].xml')) return 'ARCHIVE';
  if (inside.includes('vbaProject.bin')) return 'MACROS';
  return inside.includes('xl/') ? 'take' : 'OTHER';
};

const sortOf = ({ name, type, inline, bytes }: Attached): Sort => {
  if (type.includes('ms-tnef') || /^winmail\.dat$/i.test(name) || begins(bytes, '789f3e22')) return 'TNEF';
  if (inline && type.startsWith('image/')) return 'ignore';
  if (MACROS.test(name)) return 'MACROS';
  if (PROGRAM.test(name) || begins(bytes, '4d5a')) return 'PROGRAM';
  if (begins(bytes, '504b0304')) return ofZip(bytes);
  if (ARCHIVES.some((magic) => begins(bytes, magic)) || /\.(zip|rar|7z|gz|tar|tgz)$/i.test(name))
    return 'ARCHIVE';
  if (REQUEST.test(name) || /^(text\/csv|application\/json)$/.test(type)) return 'take';
  return IGNORED.test(type) && !/\.(docx?|pdf|txt)$/i.test(name) ? 'ignore' : 'OTHER';
};

const ENDINGS: Readonly<Record<string, string>> = { 'text/csv': 'csv', 'application/json': 'json' };

/** An attachment that goes on as if somebody had uploaded it. */
export interface Taken {
  /** Its place among all attachments of the mail, from 0. */
  readonly part: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const takenOf = ({ name, type, bytes }: Attached, part: number): Taken => ({
  part,
  name: safeName(name) || `attachment-${part + 1}.${ENDINGS[type] ?? 'xlsx'}`,
  bytes,
});

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && text(a).equals(text(b));

/**
 * What of a mail is a request, and what is refused. Pictures within the text and signatures count for nothing; where
 * there is a request, so do papers and pictures beside it.
 */
export const sortAttachments = ({
  attachments,
}: Pick<Message, 'attachments'>): {
  readonly taken: readonly Taken[];
  readonly refused: readonly Refusal[];
} => {
  const sorted = attachments.map((one, part) => ({ one, part, sort: sortOf(one) }));
  const taken = sorted
    .filter(
      ({ one, sort }, at) =>
        sort === 'take' && attachments.findIndex(({ bytes }) => same(bytes, one.bytes)) === at,
    )
    .map(({ one, part }) => takenOf(one, part));
  const refused = sorted
    .map(({ sort }) => sort)
    .filter((sort) => sort !== 'take' && sort !== 'ignore')
    .filter((sort) => sort !== 'OTHER' || taken.length === 0);
  return { taken, refused: [...new Set(refused)] };
};
