import { X509Certificate } from 'node:crypto';
import { type TimestampAuthority, timestampFailed } from '../../core/pdf/timestamp.ts';
import { DocketError } from '../../core/result.ts';

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

const rootsInvalid = (cause?: unknown): DocketError =>
  new DocketError(
    'TIMESTAMP_ROOTS_INVALID',
    {
      zh: '时间戳服务的根证书文件读不出来；应为 PEM 格式（-----BEGIN CERTIFICATE-----），请检查 DOCKET_TSA_ROOTS',
      en: 'the root certificates of the time stamp authorities cannot be read: they have to be PEM (-----BEGIN CERTIFICATE-----), see DOCKET_TSA_ROOTS',
    },
    { cause },
  );

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

const certificatesIn = (pem: Uint8Array): readonly Uint8Array[] => {
  const found = new TextDecoder().decode(pem).match(BLOCK) ?? [];
  if (found.length === 0) throw rootsInvalid();
  return found.map((one) => new X509Certificate(one).raw);
};

/** Root certificates (DER) of the PEM file that `read` gives, none without one. Read at each use: it is small. */
export const createTimestampRoots =
  (read: () => Promise<Uint8Array | undefined>) => async (): Promise<readonly Uint8Array[]> => {
    try {
      const pem = await read();
      return pem ? certificatesIn(pem) : [];
    } catch (fault) {
      throw fault instanceof DocketError ? fault : rootsInvalid(fault);
    }
  };
