import { MAX_BYTES } from '../core/document/upload.ts';
import type { Html } from '../core/html.ts';

/** A request as both homes hand it over: header names in lower case, `path` percent-encoded. */
export interface WebRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Network address of who asks, as a proxy that is trusted tells it; empty when unknown. */
  readonly caller: string;
  /** It came from this very machine and through no proxy. */
  readonly local: boolean;
}

export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Largest upload in bytes. */
export const UPLOAD_LIMIT = MAX_BYTES;

/** The same with what the borders and heads of a form may add to its files. */
export const UPLOAD_BODY_LIMIT = UPLOAD_LIMIT + 64 * 1024;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

const COMMON: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

export const respond = (
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): WebResponse => ({ status, headers: { ...COMMON, 'content-type': type, ...headers }, body });

export const page = (
  status: number,
  content: Html,
  headers: Readonly<Record<string, string>> = {},
): WebResponse => respond(status, 'text/html; charset=utf-8', `<!doctype html>${content.markup}`, headers);

export const json = (status: number, value: unknown): WebResponse =>
  respond(status, 'application/json; charset=utf-8', JSON.stringify(value));

/** After a form was sent: the browser goes on with GET. */
export const seeOther = (location: string, headers: Readonly<Record<string, string>> = {}): WebResponse =>
  respond(303, 'text/plain; charset=utf-8', '', { ...headers, location });

/** A form with a drawn signature or a small picture. */
export const FORM_LIMIT = 1024 * 1024;

/** Fields of a form that a browser sent; of one that comes twice the last. Empty for what is no form. */
export const formOf = ({ headers, body }: WebRequest): ReadonlyMap<string, string> => {
  if (body.byteLength > FORM_LIMIT) return new Map();
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return new Map(isForm ? new URLSearchParams(new TextDecoder().decode(body)) : []);
};

/** A form with files; undefined for what is none. */
export const multipartOf = async ({ headers, body }: WebRequest): Promise<FormData | undefined> => {
  try {
    // A copy, since the body may be a view of a shared buffer.
    return await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
  } catch {
    return undefined;
  }
};

/** RFC 6266 header value; names that ASCII cannot hold go into `filename*`. */
export const disposition = (how: 'inline' | 'attachment', name: string): string => {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${how}; filename="${ascii}"; filename*=UTF-8''${full}`;
};
