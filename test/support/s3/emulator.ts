/**
 * S3 on loopback for tests: one versioned bucket, as far as Docket uses it. The SDK, HTTP, conditional headers and
 * XML are real. What is NOT real: it is one process in memory; signatures and checksums are not checked; there is no
 * lock, encryption or replication; two conditional puts at once are taken one after the other, where AWS may answer
 * 409 to one of them (`conflicts` makes it do so).
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Version {
  readonly id: string;
  /** Null marks a removal. */
  readonly bytes: Buffer | null;
}

export interface S3Emulator {
  readonly endpoint: string;
  /** So many conditional puts are answered with 409 and do nothing. */
  conflicts(times: number): void;
  close(): Promise<void>;
}

const PAGE = 3;

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const etagOf = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export const startS3 = async (): Promise<S3Emulator> => {
  const objects = new Map<string, Version[]>();
  let ids = 0;
  let toConflict = 0;
  const latest = (key: string): Buffer | undefined => objects.get(key)?.at(-1)?.bytes ?? undefined;
  const fail = (response: ServerResponse, status: number, code: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  const answer = (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?>${body}`);
  };

  const listObjects = (response: ServerResponse, query: URLSearchParams): void => {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after && latest(key))
      .sort();
    const page = keys.slice(0, PAGE);
    const more = keys.length > PAGE;
    const contents = page.map(
      (key) => `<Contents><Key>${xml(key)}</Key><Size>${latest(key)?.length}</Size></Contents>`,
    );
    const next = more ? `<NextContinuationToken>${xml(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    answer(
      response,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
    );
  };

  const listVersions = (response: ServerResponse, query: URLSearchParams): void => {
    const prefix = query.get('prefix') ?? '';
    const [key = '', id = ''] = [query.get('key-marker') ?? '', query.get('version-id-marker') ?? ''];
    const all = [...objects]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, versions]) => versions.toReversed().map((version) => ({ name, version })));
    const from = all.findIndex(({ name, version }) => name === key && version.id === id) + 1;
    const page = all.slice(from, from + PAGE);
    const last = page.at(-1);
    const more = from + PAGE < all.length;
    const entries = page.map(({ name, version }) => {
      const tag = version.bytes ? 'Version' : 'DeleteMarker';
      return `<${tag}><Key>${xml(name)}</Key><VersionId>${version.id}</VersionId></${tag}>`;
    });
    const next =
      more && last
        ? `<NextKeyMarker>${xml(last.name)}</NextKeyMarker><NextVersionIdMarker>${last.version.id}</NextVersionIdMarker>`
        : '';
    answer(
      response,
      `<ListVersionsResult><IsTruncated>${more}</IsTruncated>${entries.join('')}${next}</ListVersionsResult>`,
    );
  };

  const put = async (request: IncomingMessage, response: ServerResponse, key: string): Promise<void> => {
    const bytes = await bodyOf(request);
    const found = latest(key);
    const conditional = request.headers['if-none-match'] ?? request.headers['if-match'];
    if (conditional !== undefined && toConflict > 0) {
      toConflict -= 1;
      return fail(response, 409, 'ConditionalRequestConflict');
    }
    if (request.headers['if-none-match'] === '*' && found) return fail(response, 412, 'PreconditionFailed');
    const match = request.headers['if-match'];
    if (match !== undefined && !found) return fail(response, 404, 'NoSuchKey');
    if (match !== undefined && found && match !== etagOf(found))
      return fail(response, 412, 'PreconditionFailed');
    ids += 1;
    objects.set(key, [...(objects.get(key) ?? []), { id: `v${ids}`, bytes }]);
    response.writeHead(200, { etag: etagOf(bytes), 'x-amz-version-id': `v${ids}` });
    response.end();
  };

  const remove = (response: ServerResponse, key: string, id: string | null): void => {
    ids += 1;
    const versions = objects.get(key) ?? [];
    const left =
      id === null ? [...versions, { id: `v${ids}`, bytes: null }] : versions.filter((one) => one.id !== id);
    if (left.length > 0) objects.set(key, left);
    else objects.delete(key);
    response.writeHead(204);
    response.end();
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, , ...segments] = url.pathname.split('/');
    const key = decodeURIComponent(segments.join('/'));
    const bytes = latest(key);
    if (key === '' && url.searchParams.has('versions')) return listVersions(response, url.searchParams);
    if (key === '') return listObjects(response, url.searchParams);
    if (request.method === 'PUT') return put(request, response, key);
    if (request.method === 'DELETE') return remove(response, key, url.searchParams.get('versionId'));
    if (!bytes) return fail(response, 404, 'NoSuchKey');
    response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    conflicts: (times) => {
      toConflict = times;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
