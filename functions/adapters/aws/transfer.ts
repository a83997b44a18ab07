import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { numbered } from '../../core/document/file-name.ts';
import type { Transfer } from '../../core/ports.ts';
import { type Account, endpointOf, Sha256 } from './call.ts';

export interface TransferOptions {
  readonly account: Account;
  readonly client: S3Client;
  readonly inbox: string;
  /** Bucket of a file by its key. */
  readonly bucketOf: (key: string) => string;
}

/** A browser that has the address begins at once. */
const SECONDS = 300;

/** A function takes and gives 6 MB, in base64, with headers. */
const MOST_BYTES = 4_000_000;

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Presigned addresses of S3. */
export const createTransfer = ({ account, client, inbox, bucketOf }: TransferOptions): Transfer => {
  const signer = new SignatureV4({ ...account, service: 's3', sha256: Sha256, uriEscapePath: false });

  const sign = async (
    method: 'GET' | 'PUT',
    place: { readonly bucket: string; readonly key: string },
    more: { readonly query?: Record<string, string>; readonly headers?: Record<string, string> } = {},
  ): Promise<string> => {
    const base = endpointOf({ name: 's3' }, await account.region());
    const path = `/${[place.bucket, ...place.key.split('/')].map(encoded).join('/')}`;
    const headers = { host: base.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...more.headers };
    const { query = {} } = more;
    const { protocol, hostname } = base;
    const port = base.port && { port: Number(base.port) };
    const asked = { method, protocol, hostname, ...port, path, query, headers };
    const signed = await signer.presign(asked, { expiresIn: SECONDS });
    const url = new URL(path, base);
    url.search = Object.entries(signed.query ?? {})
      .map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`)
      .join('&');
    return url.href;
  };

  /** By listing: whoever hands out addresses need not be able to read what waits. */
  const isFree = async (Key: string): Promise<boolean> => {
    const command = new ListObjectsV2Command({ Bucket: inbox, Prefix: Key, MaxKeys: 1 });
    const { Contents = [] } = await client.send(command);
    // of all that begin with it the key itself comes first
    return Contents[0]?.Key !== Key;
  };

  return {
    mostBytes: MOST_BYTES,
    origin: async () => endpointOf({ name: 's3' }, await account.region()).origin,
    get: (key, { type, disposition }) =>
      sign(
        'GET',
        { bucket: bucketOf(key), key },
        {
          query: { 'response-content-type': type, 'response-content-disposition': disposition },
        },
      ),
    put: async (folder, name) => {
      for (let n = 1; ; n += 1) {
        const free = numbered(name, n);
        const key = folder === '' ? free : `${folder}/${free}`;
        if (!(await isFree(key))) continue;
        const headers = { 'if-none-match': '*' };
        return { name: free, url: await sign('PUT', { bucket: inbox, key }, { headers }), headers };
      }
    },
  };
};
