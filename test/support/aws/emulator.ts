/**
 * KMS, SQS and SES on loopback, as far as Docket asks them. What is real: the HTTP that is sent and its signature
 * (Signature Version 4, checked as AWS does, with the body's hash and a clock that may be five minutes off), the keys
 * and signatures of KMS (made by OpenSSL), the limits of a batch. What is not: permissions, encryption at rest,
 * redelivery, sending.
 */
import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultOfSignature, REGION, type SignedRequest } from './signature.ts';

/** How the next calls of an operation end instead: refused before, or done and their answer lost. */
export type Trouble = 'throttle' | 'fail' | 'lose';

export interface Sent {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly configurationSet: string;
}

export interface AwsEmulator {
  readonly endpoint: string;
  /** Makes a key; gives its ARN. */
  key(spec: KeySpec): string;
  /** Makes a queue; gives its URL. */
  queue(name: string): string;
  /** Bodies that wait in a queue, oldest first; they stay. */
  waiting(url: string): readonly string[];
  /** Takes up to ten away, as an event source that deletes them at once. */
  take(url: string): readonly string[];
  readonly mails: readonly Sent[];
  inject(operation: string, trouble: Trouble, times?: number): void;
  /** Operations as they came. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export type KeySpec = 'ECC_NIST_EDWARDS25519' | 'ECC_NIST_P256' | 'RSA_3072' | 'HMAC_256';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (type: string, status = 400): Answer => ({
  status,
  body: { __type: `com.amazonaws#${type}` },
});

const makeKey = (spec: KeySpec): KeyObject | string => {
  if (spec === 'HMAC_256') return randomUUID();
  if (spec === 'RSA_3072') return generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
  if (spec === 'ECC_NIST_P256') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
};

const ALGORITHMS: Readonly<Record<string, KeySpec>> = {
  ED25519_SHA_512: 'ECC_NIST_EDWARDS25519',
  ECDSA_SHA_256: 'ECC_NIST_P256',
  RSASSA_PKCS1_V1_5_SHA_256: 'RSA_3072',
};

type Body = Readonly<Record<string, unknown>>;

const createKms = () => {
  const keys = new Map<string, { readonly spec: KeySpec; readonly key: KeyObject | string }>();
  const operations: Readonly<Record<string, (body: Body) => Answer>> = {
    GetPublicKey: ({ KeyId }) => {
      const found = keys.get(String(KeyId));
      if (!found || typeof found.key === 'string') return refuse('NotFoundException');
      const bytes = publicOf(found.key);
      return ok({ KeyId, PublicKey: bytes.toString('base64'), KeySpec: found.spec, KeyUsage: 'SIGN_VERIFY' });
    },
    Sign: ({ KeyId, Message, MessageType, SigningAlgorithm }) => {
      const found = keys.get(String(KeyId));
      if (!found || typeof found.key === 'string') return refuse('NotFoundException');
      if (ALGORITHMS[String(SigningAlgorithm)] !== found.spec || MessageType !== 'RAW')
        return refuse('InvalidKeyUsageException');
      const message = Buffer.from(String(Message), 'base64');
      if (message.length > 4096) return refuse('ValidationException');
      const signature = sign(found.spec === 'ECC_NIST_EDWARDS25519' ? null : 'sha256', message, found.key);
      return ok({ KeyId, Signature: signature.toString('base64'), SigningAlgorithm });
    },
    GenerateMac: ({ KeyId, Message, MacAlgorithm }) => {
      const found = keys.get(String(KeyId));
      if (!found || typeof found.key !== 'string') return refuse('NotFoundException');
      const bytes = createHmac('sha256', found.key)
        .update(Buffer.from(String(Message), 'base64'))
        .digest();
      return ok({ KeyId, Mac: bytes.toString('base64'), MacAlgorithm });
    },
  };
  const key = (spec: KeySpec): string => {
    const arn = `arn:aws:kms:${REGION}:111122223333:key/${randomUUID()}`;
    keys.set(arn, { spec, key: makeKey(spec) });
    return arn;
  };
  return { operations, key };
};

const publicOf = (key: KeyObject): Buffer =>
  // the public half, as SubjectPublicKeyInfo
  Buffer.from(createPublicKey(key).export({ format: 'der', type: 'spki' }));

const createSqs = (endpoint: () => string) => {
  const queues = new Map<string, string[]>();
  const operations: Readonly<Record<string, (body: Body) => Answer>> = {
    SendMessageBatch: ({ QueueUrl, Entries }) => {
      const queue = queues.get(String(QueueUrl));
      const entries = Entries as readonly {
        readonly Id: string;
        readonly MessageBody: string;
        readonly DelaySeconds?: number;
      }[];
      if (!queue) return refuse('QueueDoesNotExist');
      if (entries.length === 0) return refuse('EmptyBatchRequest');
      if (entries.length > 10) return refuse('TooManyEntriesInBatchRequest');
      if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
        return refuse('BatchEntryIdsNotDistinct');
      const bytes = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
      if (bytes > 262_144) return refuse('BatchRequestTooLong');
      if (entries.some(({ DelaySeconds = 0 }) => DelaySeconds > 900)) return refuse('InvalidParameterValue');
      queue.push(...entries.map(({ MessageBody }) => MessageBody));
      return ok({ Successful: entries.map(({ Id }) => ({ Id, MessageId: randomUUID() })), Failed: [] });
    },
    GetQueueAttributes: ({ QueueUrl }) => {
      const queue = queues.get(String(QueueUrl));
      return queue
        ? ok({ Attributes: { ApproximateNumberOfMessages: String(queue.length) } })
        : refuse('QueueDoesNotExist');
    },
  };
  const queue = (name: string): string => {
    const url = `${endpoint()}/111122223333/${name}`;
    queues.set(url, []);
    return url;
  };
  return { operations, queue, queues };
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const SERVICES: Readonly<Record<string, string>> = { TrentService: 'kms', AmazonSQS: 'sqs' };

export const startAws = async (): Promise<AwsEmulator> => {
  let endpoint = '';
  const kms = createKms();
  const sqs = createSqs(() => endpoint);
  const mails: Sent[] = [];
  const calls: string[] = [];
  const troubles = new Map<string, { readonly trouble: Trouble; left: number }>();

  const sendMail = (body: Body): Answer => {
    const { Raw } = body.Content as { readonly Raw: { readonly Data: string } };
    const { ToAddresses } = body.Destination as { readonly ToAddresses: readonly string[] };
    const raw = Buffer.from(Raw.Data, 'base64');
    mails.push({
      from: String(body.FromEmailAddress),
      to: ToAddresses,
      raw,
      configurationSet: String(body.ConfigurationSetName),
    });
    return ok({ MessageId: randomUUID() });
  };

  const act = (operation: string, body: Body): Answer => {
    if (operation === 'SendEmail') return sendMail(body);
    const found = kms.operations[operation] ?? sqs.operations[operation];
    return found ? found(body) : refuse('UnknownOperationException');
  };

  const troubleOf = (operation: string): Trouble | undefined => {
    const found = troubles.get(operation);
    if (!found || found.left <= 0) return undefined;
    found.left -= 1;
    return found.trouble;
  };

  const answer = (request: SignedRequest): Answer | undefined => {
    const [prefix = '', named] = (request.headers['x-amz-target'] ?? '').split('.');
    const operation = named ?? (request.url.pathname === '/v2/email/outbound-emails' ? 'SendEmail' : '');
    calls.push(operation);
    const fault = faultOfSignature(request, SERVICES[prefix] ?? 'ses');
    if (fault) return refuse(fault, 403);
    const trouble = troubleOf(operation);
    if (trouble === 'throttle') return refuse('ThrottlingException');
    if (trouble === 'fail') return refuse('InternalFailure', 500);
    const done = act(operation, JSON.parse(request.body.toString('utf8')) as Body);
    return trouble === 'lose' ? undefined : done;
  };

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const url = new URL(request.url ?? '/', 'http://localhost');
    const found = answer({ method: request.method ?? '', url, headers, body });
    if (!found) {
      request.socket.destroy();
      return;
    }
    response.writeHead(found.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    mails,
    calls,
    key: kms.key,
    queue: sqs.queue,
    waiting: (url) => sqs.queues.get(url) ?? [],
    take: (url) => sqs.queues.get(url)?.splice(0, 10) ?? [],
    inject: (operation, trouble, times = 1) => void troubles.set(operation, { trouble, left: times }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
