import { type TimestampAuthority, timestampFailed } from '../../core/pdf/timestamp.ts';

const LIMIT_MS = 15_000;
/** A token with a long chain is under 20 KB. */
const LARGEST = 100_000;

const answerOf = async (url: string, request: Uint8Array): Promise<Uint8Array> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: Buffer.from(request),
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > LARGEST) throw new Error('answer too large');
  return bytes;
};

/** A time stamp authority over HTTP (RFC 3161, 3.4). */
export const createTimestampAuthority = (url: string): TimestampAuthority => ({
  ask: (request) =>
    answerOf(url, request).catch((cause) => {
      throw timestampFailed(cause);
    }),
});
