import type { NumberClaim } from '../ports.ts';
import { DocketError } from '../result.ts';
import type { SealedEvent } from './envelope.ts';

/**
 * What one event may weigh: an item of DynamoDB holds 400 KiB, 1 KiB of it is left for names, hash and index. Bodies
 * lie in Files; the same limit holds in every home, or a ledger could not move from one to the other.
 */
export const EVENT_LIMIT = 399 * 1024;

/** The stream's name is a part of the keys, and the key of the index holds 1,024 bytes. */
const STREAM_LIMIT = 900;

/** Most events of one stream that are written together: the actions of one transaction (DynamoDB). */
export const STREAM_BATCH = 100;

/** Most documents that one numbering transaction holds: 1 counter + 2 × 49 items = 99 of 100 (DynamoDB). */
export const NUMBER_BATCH = 49;

/** All of one transaction; DynamoDB holds 4 MiB, 64 KiB of it are left for claims, counter and keys. */
const CLAIM_LIMIT = 4 * 1024 * 1024 - 64 * 1024;

const utf8 = new TextEncoder();

const bytesOf = (text: string): number => utf8.encode(text).byteLength;

/** Bytes of an event as the limit counts them: content, key, type, and the stream's name twice. */
export const eventBytes = ({ stream, type, key, canonical }: SealedEvent): number =>
  bytesOf(canonical) + bytesOf(key) + bytesOf(type) + 2 * bytesOf(stream);

const tooLarge = (
  code: string,
  what: Record<'zh' | 'en', string>,
  bytes: number,
  limit: number,
): DocketError =>
  new DocketError(code, {
    zh: `${what.zh}有 ${bytes} 字节，台账最多保存 ${limit} 字节；请把内容放入文件，事件中只记其哈希`,
    en: `${what.en} has ${bytes} bytes, the ledger keeps ${limit} at most; put the content into a file and its hash into the event`,
  });

const checkEvent = (event: SealedEvent): number => {
  const at = `${event.stream.slice(0, 80)}@${event.ver}`;
  const name = bytesOf(event.stream);
  if (name > STREAM_LIMIT)
    throw tooLarge(
      'EVENT_TOO_LARGE',
      { zh: `流名 ${at} `, en: `the name of stream ${at}` },
      name,
      STREAM_LIMIT,
    );
  const bytes = eventBytes(event);
  if (bytes > EVENT_LIMIT)
    throw tooLarge('EVENT_TOO_LARGE', { zh: `事件 ${at} `, en: `event ${at}` }, bytes, EVENT_LIMIT);
  return bytes;
};

/** Throws `EVENT_TOO_LARGE` when an event is over the limit. */
export const checkEvents = (events: readonly SealedEvent[]): void => {
  for (const event of events) checkEvent(event);
};

/** Events that stand or fall together. Throws `EVENT_TOO_LARGE`, and `BATCH_TOO_LARGE` when one transaction cannot hold them. */
export const checkTogether = (events: readonly SealedEvent[], most: number): void => {
  if (events.length > most)
    throw new DocketError('BATCH_TOO_LARGE', {
      zh: `一次最多写入 ${most} 个事件，收到 ${events.length} 个`,
      en: `${most} events at most are written together, ${events.length} were given`,
    });
  const bytes = events.reduce((sum, event) => sum + checkEvent(event), 0);
  if (bytes > CLAIM_LIMIT)
    throw tooLarge('BATCH_TOO_LARGE', { zh: '这一批事件', en: 'this batch of events' }, bytes, CLAIM_LIMIT);
};

export const checkClaim = ({ events }: NumberClaim): void => checkTogether(events, NUMBER_BATCH);
