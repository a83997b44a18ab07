import type { DocumentRow } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';
import { fileName } from './format.ts';
import { disposition, respond, seeOther } from './http.ts';
import { failure } from './layout.ts';
import { type Answer, seen, type Visit } from './visit.ts';

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv',
  txt: 'text/plain',
};

const SERVED = /^(documents|received|rejected)\//;

/** The row that the address names with `of`, else the document whose number is the folder. */
const ownerOf = async ({ ports, request }: Visit, key: string): Promise<DocumentRow | undefined> => {
  const stream = request.query.get('of');
  if (stream !== null) return ports.views.get(stream);
  const number = /^documents\/([^/]+)\//.exec(key)?.[1];
  return number === undefined ? undefined : ports.views.byNumber(number);
};

const read = async ({ ports }: Visit, key: string): Promise<Uint8Array | undefined> => {
  try {
    return await ports.files.get(key);
  } catch (error) {
    if (error instanceof DocketError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
};

/**
 * `/files/<key>`: only a key that a row lists, letter for letter, so no path can lead elsewhere. Only a PDF
 * opens in the page; what people sent in is handed over as a download and never shown as a page of ours.
 */
export const serveFile: Answer = async (visit, key) => {
  const owner = SERVED.test(key) ? seen(visit, await ownerOf(visit, key)) : undefined;
  if (owner === undefined || !Object.values(owner.files).includes(key)) return failure(visit, 404);
  const name = fileName(key);
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const type = TYPES[ending] ?? 'application/octet-stream';
  const inline = ending === 'pdf' && owner.kind !== 'upload' && !visit.request.query.has('download');
  const shown = disposition(inline ? 'inline' : 'attachment', name);
  const { transfer, files } = visit.ports;
  if (transfer && ((await files.find(key))?.size ?? 0) > transfer.mostBytes)
    return seeOther(await transfer.get(key, { type, disposition: shown }));
  const bytes = await read(visit, key);
  if (bytes === undefined) return failure(visit, 404);
  return respond(200, type, bytes, {
    'content-disposition': shown,
    // A browser's own PDF viewer does not start under a stricter policy.
    'content-security-policy': inline ? "frame-ancestors 'self'" : "default-src 'none'; sandbox",
    'cache-control': 'private, no-cache',
  });
};
