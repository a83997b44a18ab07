import iconv from 'iconv-lite';

/** What hangs on a mail that a test writes. */
export interface Part {
  /** The head lines of the part, as its program writes them; text in UTF-8 or bytes as they are. */
  readonly heads: readonly (string | Uint8Array)[];
  readonly body: string | Uint8Array;
  /** Default: base64. */
  readonly encoding?: 'base64' | '8bit' | 'quoted-printable';
}

export interface RawMail {
  readonly heads?: readonly (string | Uint8Array)[];
  readonly from?: string | Uint8Array;
  readonly to?: string;
  readonly subject?: string | Uint8Array;
  readonly id?: string;
  readonly parts?: readonly Part[];
  /** `mixed` unless it says otherwise. */
  readonly multipart?: string;
  readonly boundary?: string;
}

const bytes = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text) : text;

export const gb = (text: string, charset = 'gb18030'): Buffer => iconv.encode(text, charset);

/** `=?GB2312?B?…?=` of the text in GB18030, whatever the label says. */
export const word = (text: string, label = 'GB2312', charset = 'gb18030'): string =>
  `=?${label}?B?${gb(text, charset).toString('base64')}?=`;

/** Encoded words of so many bytes each, cut wherever that is, also within a character. */
export const cutWords = (text: string, size: number, label = 'gb2312', charset = 'gb18030'): string => {
  const all = gb(text, charset);
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, n) => all.subarray(n * size, (n + 1) * size))
    .map((piece) => `=?${label}?B?${piece.toString('base64')}?=`)
    .join('\r\n ');
};

export const joined = (...pieces: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(pieces.map((piece) => bytes(piece)));

const lines = (heads: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(heads.flatMap((head) => [bytes(head), Buffer.from('\r\n')]));

const quoted = (body: Uint8Array): string =>
  [...body]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
    .replace(/(.{72})/g, '$1=\r\n');

const encodedBody = ({ body, encoding = 'base64' }: Part): Uint8Array => {
  if (encoding === '8bit') return bytes(body);
  if (encoding === 'quoted-printable') return Buffer.from(quoted(bytes(body)));
  return Buffer.from(
    Buffer.from(bytes(body))
      .toString('base64')
      .replace(/(.{76})/g, '$1\r\n'),
  );
};

const BOUNDARY = '----=_NextPart_001_0042';

/** A raw mail, byte by byte as some program would write it. */
export const rawMail = ({
  heads = [],
  parts = [],
  multipart = 'mixed',
  boundary = BOUNDARY,
  ...mail
}: RawMail = {}): Buffer => {
  const top = [
    joined('From: ', mail.from ?? '<tong.xinyi@yanhe.example.com>'),
    `To: ${mail.to ?? 'docket@yanhe.example.com'}`,
    joined('Subject: ', mail.subject ?? 'a request'),
    `Message-ID: ${mail.id ?? `<${Math.abs(parts.length)}.test@mail.example.com>`}`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0800',
    'MIME-Version: 1.0',
    ...heads,
    `Content-Type: multipart/${multipart};\r\n\tboundary="${boundary}"`,
  ];
  const inside = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n`),
    lines([...part.heads, `Content-Transfer-Encoding: ${part.encoding ?? 'base64'}`]),
    Buffer.from('\r\n'),
    encodedBody(part),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([lines(top), Buffer.from('\r\n'), ...inside, Buffer.from(`--${boundary}--\r\n`)]);
};

export const textPart = (text: string | Uint8Array, charset = 'utf-8'): Part => ({
  heads: [`Content-Type: text/plain; charset="${charset}"`],
  body: text,
});

/** An attachment under a plain ASCII name. */
export const filePart = (
  name: string,
  body: string | Uint8Array,
  type = 'application/octet-stream',
): Part => ({
  heads: [`Content-Type: ${type}; name="${name}"`, `Content-Disposition: attachment; filename="${name}"`],
  body,
});
