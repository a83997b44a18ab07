/**
 * S3 on loopback for tests: versioned buckets, as far as Docket uses them; a bucket is there when it is first named.
 * The SDK, HTTP, conditional headers, XML, signatures (also presigned addresses), checksums and object lock are real.
 * What is NOT real: it is one process in memory; there is no encryption, policy or replication; two conditional puts
 * at once are taken one after the other, where AWS may answer 409 to one of them (`conflicts` makes it do so).
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import { faultOfSignature, type SignedRequest } from '../aws/signature.ts';

interface Version {
  readonly id: string;
  /** Null marks a removal. */
  readonly bytes: Buffer | null;
  /** Until when nobody may remove it, milliseconds since the epoch. */
  readonly lockedUntil?: number;
}

/** As a notification of the bucket tells it. */
export interface Created {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly versionId: string;
}

export interface S3Emulator {
  readonly endpoint: string;
  /** So many conditional puts are answered with 409 and do nothing. */
  conflicts(times: number): void;
  /** Objects written since the last call. */
  created(): readonly Created[];
  close(): Promise<void>;
}

type Headers = SignedRequest['headers'];

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
  let created: Created[] = [];
  const latest = (key: string): Buffer | undefined => objects.get(key)?.at(-1)?.bytes ?? undefined;
  const fail = (response: ServerResponse, status: number, code: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  const answer = (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?>${body}`);
  };

  const listObjects = (response: ServerResponse, bucket: string, query: URLSearchParams): void => {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const after = query.get('continuation-token') ?? '';
    const named = (key: string): string => key.slice(bucket.length + 1);
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > after && latest(key))
      .sort();
    const page = keys.slice(0, PAGE);
    const more = keys.length > PAGE;
    const contents = page.map(
      (key) => `<Contents><Key>${xml(named(key))}</Key><Size>${latest(key)?.length}</Size></Contents>`,
    );
    const next = more ? `<NextContinuationToken>${xml(page.at(-1) ?? '')}</NextContinuationToken>` : '';
    answer(
      response,
      `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
    );
  };

  const listVersions = (response: ServerResponse, bucket: string, query: URLSearchParams): void => {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const named = (key: string): string => key.slice(bucket.length + 1);
    const marker = query.get('key-marker');
    const [key, id = ''] = [
      marker === null ? '' : `${bucket}/${marker}`,
      query.get('version-id-marker') ?? '',
    ];
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
      return `<${tag}><Key>${xml(named(name))}</Key><VersionId>${version.id}</VersionId></${tag}>`;
    });
    const next =
      more && last
        ? `<NextKeyMarker>${xml(named(last.name))}</NextKeyMarker><NextVersionIdMarker>${last.version.id}</NextVersionIdMarker>`
        : '';
    answer(
      response,
      `<ListVersionsResult><IsTruncated>${more}</IsTruncated>${entries.join('')}${next}</ListVersionsResult>`,
    );
  };

  const refusal = (headers: Headers, found: Buffer | undefined): readonly [number, string] | undefined => {
    const match = headers['if-match'];
    const isConditional = match !== undefined || headers['if-none-match'] !== undefined;
    if (isConditional && toConflict > 0) {
      toConflict -= 1;
      return [409, 'ConditionalRequestConflict'];
    }
    if (headers['if-none-match'] === '*' && found) return [412, 'PreconditionFailed'];
    if (match === undefined) return undefined;
    if (!found) return [404, 'NoSuchKey'];
    return match === etagOf(found) ? undefined : [412, 'PreconditionFailed'];
  };

  const lockOf = (headers: Headers): Pick<Version, 'lockedUntil'> => {
    const until = headers['x-amz-object-lock-retain-until-date'];
    const isLocked = until !== undefined && headers['x-amz-object-lock-mode'] !== undefined;
    return isLocked ? { lockedUntil: Date.parse(until) } : {};
  };

  const put = (response: ServerResponse, place: string, { headers, body }: SignedRequest): void => {
    const checksum = headers['x-amz-checksum-crc32'];
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    const isWhole = checksum === undefined || checksum === sum.toString('base64');
    const refused = isWhole ? refusal(headers, latest(place)) : ([400, 'BadDigest'] as const);
    if (refused) {
      fail(response, ...refused);
      return;
    }
    ids += 1;
    objects.set(place, [...(objects.get(place) ?? []), { id: `v${ids}`, bytes: body, ...lockOf(headers) }]);
    const [bucket = '', ...key] = place.split('/');
    created.push({ bucket, key: key.join('/'), size: body.length, versionId: `v${ids}` });
    response.writeHead(200, { etag: etagOf(body), 'x-amz-version-id': `v${ids}` });
    response.end();
  };

  const remove = (response: ServerResponse, key: string, id: string | null): void => {
    ids += 1;
    const versions = objects.get(key) ?? [];
    if (versions.some((one) => one.id === id && (one.lockedUntil ?? 0) > Date.now())) {
      fail(response, 403, 'AccessDenied');
      return;
    }
    const left =
      id === null ? [...versions, { id: `v${ids}`, bytes: null }] : versions.filter((one) => one.id !== id);
    if (left.length > 0) objects.set(key, left);
    else objects.delete(key);
    response.writeHead(204);
    response.end();
  };

  const get = (response: ServerResponse, place: string, { method, url }: SignedRequest): void => {
    const bytes = latest(place);
    if (!bytes) {
      fail(response, 404, 'NoSuchKey');
      return;
    }
    const asked = ['content-type', 'content-disposition'].map((name) => [
      name,
      url.searchParams.get(`response-${name}`),
    ]);
    const headers = Object.fromEntries(asked.filter(([, value]) => value !== null));
    response.writeHead(200, { ...headers, etag: etagOf(bytes), 'content-length': bytes.length });
    response.end(method === 'HEAD' ? undefined : bytes);
  };

  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const request = { method: incoming.method ?? '', url, headers, body: await bodyOf(incoming) };
    const fault = faultOfSignature(request, 's3');
    if (fault) return fail(response, 403, fault);
    const [, bucket = '', ...segments] = url.pathname.split('/');
    const key = decodeURIComponent(segments.join('/'));
    if (key === '' && url.searchParams.has('versions'))
      return listVersions(response, bucket, url.searchParams);
    if (key === '') return listObjects(response, bucket, url.searchParams);
    const place = `${bucket}/${key}`;
    if (request.method === 'PUT') return put(response, place, request);
    if (request.method === 'DELETE') return remove(response, place, url.searchParams.get('versionId'));
    return get(response, place, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    created: () => {
      const since = created;
      created = [];
      return since;
    },
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
