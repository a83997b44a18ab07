import { Inflate } from 'fflate';
import { DocketError } from '../result.ts';
import { checksum } from './deflate.ts';
import type { Entry } from './zip.ts';

const CHUNK = 32_768;

/** The content of an entry in pieces, so that a sheet of any size stays small in memory. Throws `ZIP_DAMAGED`. */
function* contentChunks(entry: Entry): Generator<Uint8Array> {
  let size = 0;
  let crc = 0;
  for (const chunk of entry.method === 0 ? [entry.data] : inflated(entry)) {
    size += chunk.length;
    if (size > entry.size) throw damaged();
    crc = checksum(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged();
}

function* inflated(entry: Entry): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Inflate((chunk) => void ready.push(chunk));
  for (let at = 0; at < entry.data.length; at += CHUNK) {
    const end = Math.min(at + CHUNK, entry.data.length);
    try {
      stream.push(entry.data.subarray(at, end), end === entry.data.length);
    } catch (cause) {
      throw damaged(cause);
    }
    yield* ready;
    ready = [];
  }
}

/** The same as text; a character that two pieces share is put together. */
export function* textChunks(entry: Entry): Generator<string> {
  const decoder = new TextDecoder('utf-8');
  for (const chunk of contentChunks(entry)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

const damaged = (cause?: unknown): DocketError =>
  new DocketError(
    'ZIP_DAMAGED',
    {
      zh: '文件内部数据已损坏，或大小与声明不符。请在 Excel 中重新打开并另存后再提交。',
      en: 'The data inside the file is damaged or larger than it declares. Open it in Excel, save it again and send that copy.',
    },
    { cause },
  );
