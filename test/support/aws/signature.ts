/** Signature Version 4 as AWS checks it, written after its documentation: headers that sign, and presigned addresses. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret/of+tests',
  sessionToken: 'token',
};
export const REGION = 'ap-east-1';

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const sha = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

interface Claim {
  readonly id: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly names: readonly string[];
  readonly signature: string;
  readonly date: string;
  readonly token: string | undefined;
  /** Seconds for which it holds; a header holds for five minutes. */
  readonly seconds: number;
  readonly payload: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

const fromHeaders = ({ headers, body }: SignedRequest): Claim => {
  const [, id = '', day = '', region = '', service = '', names = '', signature = ''] =
    HEADER.exec(headers.authorization ?? '') ?? [];
  return {
    id,
    day,
    region,
    service,
    signature,
    names: names.split(';'),
    date: headers['x-amz-date'] ?? '',
    token: headers['x-amz-security-token'],
    seconds: 300,
    payload: headers['x-amz-content-sha256'] ?? sha(body),
  };
};

const fromAddress = ({ url: { searchParams: query } }: SignedRequest): Claim => {
  const [id = '', day = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/');
  return {
    id,
    day,
    region,
    service,
    signature: query.get('X-Amz-Signature') ?? '',
    names: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    date: query.get('X-Amz-Date') ?? '',
    token: query.get('X-Amz-Security-Token') ?? undefined,
    seconds: Number(query.get('X-Amz-Expires') ?? 0),
    payload: 'UNSIGNED-PAYLOAD',
  };
};

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const queryOf = (url: URL): string =>
  [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

const rightSignature = ({ method, url, headers }: SignedRequest, claim: Claim): string => {
  const { day, region, service, names, date, payload } = claim;
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}`);
  const canonical = [method, url.pathname, queryOf(url), ...lines, '', names.join(';'), payload].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const secret = `AWS4${CREDENTIALS.secretAccessKey}`;
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(mac, secret);
  return mac(key, ['AWS4-HMAC-SHA256', date, scope, sha(canonical)].join('\n')).toString('hex');
};

/** A body may be named by its hash, or be left out of the signature where the service allows that. */
const isBody = ({ body }: SignedRequest, { payload, service }: Claim): boolean =>
  payload === sha(body) || (service === 's3' && /^(STREAMING-)?UNSIGNED-PAYLOAD/.test(payload));

/** What AWS would say of the signature; undefined: it holds. */
export const faultOfSignature = (request: SignedRequest, service: string): string | undefined => {
  const presigned = request.url.searchParams.has('X-Amz-Signature');
  const claim = presigned ? fromAddress(request) : fromHeaders(request);
  if (claim.id !== CREDENTIALS.accessKeyId || claim.token !== CREDENTIALS.sessionToken)
    return 'UnrecognizedClientException';
  if (!['host', ...(presigned ? [] : ['x-amz-date'])].every((header) => claim.names.includes(header)))
    return 'IncompleteSignature';
  const at = Date.parse(
    claim.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const age = Date.now() - at;
  if (!(age > -300_000 && age < claim.seconds * 1000) || !claim.date.startsWith(claim.day))
    return 'RequestExpired';
  if (claim.service !== service || claim.region !== REGION) return 'SignatureDoesNotMatch';
  if (!presigned && !isBody(request, claim)) return 'SignatureDoesNotMatch';
  const [right, given] = [rightSignature(request, claim), claim.signature].map((one) => Buffer.from(one));
  return right?.length === given?.length && timingSafeEqual(right!, given!)
    ? undefined
    : 'SignatureDoesNotMatch';
};
