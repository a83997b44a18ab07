import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Checksum, HttpRequest, Provider } from '@smithy/types';
import { DocketError } from '../../core/result.ts';
import { createRetry, type Patience, systemPatience } from './retry.ts';

/** Whose credentials and region calls are made with: those of any client of the SDK. */
export interface Account {
  readonly credentials: Provider<AwsCredentialIdentity>;
  readonly region: Provider<string>;
}

/** As the SDK resolves them. */
export const accountOf = ({ config }: { readonly config: Account }): Account => ({
  credentials: config.credentials,
  region: config.region,
});

/** One service that speaks JSON. Its client of the SDK would weigh as much as everything else in a bundle. */
export interface Service {
  /** As signatures name it: `sqs`. */
  readonly name: string;
  /** Host before the region: `email`; the name when left out. */
  readonly host?: string;
}

export interface Call {
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export class Sha256 implements Checksum {
  readonly #make: () => Hash | Hmac;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && bytesOf(secret);
    this.#make = () => (key === undefined ? createHash('sha256') : createHmac('sha256', key));
    this.#hash = this.#make();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#make();
  }
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);

/** A call that hangs ends. */
const TIME_LIMIT_MS = 10_000;

/** `AWS_ENDPOINT_URL` as the SDK reads it; in China the domain has another ending. */
export const endpointOf = ({ name, host = name }: Service, region: string): URL =>
  new URL(
    process.env[`AWS_ENDPOINT_URL_${name.toUpperCase()}`] ??
      process.env.AWS_ENDPOINT_URL ??
      `https://${host}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
  );

/** What AWS says went wrong, in the shape of the SDK's faults. */
class ServiceFault extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(name: string, status: number) {
    super(`${name} (${status})`);
    this.name = name;
    this.$metadata = { httpStatusCode: status };
  }
}

/** `com.amazonaws.sqs#QueueDoesNotExist` or the header → `QueueDoesNotExist` */
const faultOf = async (response: Response): Promise<ServiceFault> => {
  const body = (await response.json().catch(() => ({}))) as {
    readonly __type?: string;
    readonly code?: string;
  };
  const type = response.headers.get('x-amzn-errortype') ?? body.__type ?? body.code ?? 'UnknownError';
  return new ServiceFault(type.replace(/^.*#/, '').replace(/:.*$/, ''), response.status);
};

const unreachable = (cause: unknown): Error => {
  const code =
    cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? cause.cause.code : '';
  return Object.assign(new Error('no answer', { cause }), { name: 'TimeoutError', code });
};

const givenUp = (trouble: 'busy' | 'unreachable', cause: unknown): DocketError =>
  new DocketError(
    trouble === 'busy' ? 'SERVICE_BUSY' : 'SERVICE_UNREACHABLE',
    {
      zh: '云服务暂时没有响应，稍后自动重试',
      en: 'a cloud service does not answer at the moment; it will be tried again',
    },
    { cause },
  );

/**
 * Makes signed calls (Signature Version 4) and gives the parsed answers. Safe to repeat is what the caller asks for:
 * a call is tried again when there was no answer. Throws `SERVICE_BUSY`, `SERVICE_UNREACHABLE`, or the service's own
 * fault by its name.
 */
export const createCaller = (
  account: Account,
  service: Service,
  patience: Patience = systemPatience,
): ((call: Call) => Promise<unknown>) => {
  const signer = new SignatureV4({ ...account, service: service.name, sha256: Sha256 });
  const retry = createRetry(patience, givenUp);
  const send = async ({ path = '/', headers, body }: Call): Promise<unknown> => {
    const url = new URL(path, endpointOf(service, await account.region()));
    const request: HttpRequest = {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: url.pathname,
      query: {},
      headers: { ...headers, host: url.host },
      body: JSON.stringify(body),
    };
    const signed = await signer.sign(request);
    const response = await fetch(url, {
      method: 'POST',
      headers: signed.headers,
      body: request.body,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw await faultOf(response);
    return response.json();
  };
  return (call) => retry(() => send(call));
};

/** The calls of one service that names its operations in a header. */
export const operations = (
  account: Account,
  service: Service & { readonly version: '1.0' | '1.1'; readonly prefix: string },
  patience?: Patience,
) => {
  const call = createCaller(account, service, patience);
  return (operation: string, body: unknown): Promise<unknown> =>
    call({
      headers: {
        'content-type': `application/x-amz-json-${service.version}`,
        'x-amz-target': `${service.prefix}.${operation}`,
      },
      body,
    });
};
