/**
 * DynamoDB on loopback for tests: dynalite, which has no transactions, behind a small front that adds
 * TransactWriteItems and breaks things on demand. The SDK, HTTP, JSON and the tables' behaviour are real.
 *
 * What is NOT real: one process in memory, so nothing here is durable or replicated; the index is up to date at
 * once, where AWS lets it lag; write units are not limited and signatures not checked; conditions of transactions
 * run in our own engine (top-level attributes, numbers as doubles), one write at a time; a transaction conflicts
 * with what overlaps it between arrival and answer, where AWS decides inside. A reader may see a part of a
 * transaction that is being written, as a Query may in AWS.
 *
 * DOCKET_DYNAMODB_ENDPOINT names another target instead of dynalite (DynamoDB Local, or whatever speaks the protocol
 * without checking signatures); its own transactions are then used, and the front only breaks things.
 */
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import dynalite from 'dynalite';
import {
  type Answer,
  cancelled,
  createMutex,
  createTransactions,
  fault,
  type ItemStore,
} from './transactions.ts';
import type { Item } from './values.ts';

export interface Fault {
  /** `PutItem`, `TransactWriteItems` …; any operation without it. */
  readonly operation?: string;
  /**
   * refuse: 500, nothing done. lose: done, then the connection is cut before the answer. throttle, conflict: as AWS
   * says them, nothing done. delay: done after so many milliseconds.
   */
  readonly how: 'refuse' | 'lose' | 'throttle' | 'conflict' | 'delay';
  /** How many calls it hits; 1 without it. */
  readonly times?: number;
  /** Calls of this kind that pass before it hits. */
  readonly after?: number;
  readonly ms?: number;
}

export interface Emulator {
  readonly endpoint: string;
  inject(fault: Fault): void;
  /** No more faults. */
  heal(): void;
  /** Calls so far, by operation, also those that were broken. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

const bodyOf = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer | string;
}

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };

const replyOf = ({ status, body }: Answer): Reply => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify(body),
});

/** Sends a request on as it came. */
const createUpstream = (url: URL) => {
  const agent = new Agent({ keepAlive: true });
  const send = (headers: Headers, body: Buffer): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          host: url.hostname,
          port: url.port,
          method: 'POST',
          path: '/',
          headers: { ...headers, 'content-length': body.length },
        },
        (response) => {
          bodyOf(response).then((bytes) => {
            const type = response.headers['content-type'];
            resolve({ status: response.statusCode ?? 500, headers: { 'content-type': type }, body: bytes });
          }, reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { send, close: () => agent.destroy() };
};

type Upstream = ReturnType<typeof createUpstream>;

/** The upstream refused a call that the front made for itself: the caller gets the same answer. */
class Refused extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(String(reply.body));
    this.reply = reply;
  }
}

/** Items behind the upstream's own single calls; the headers of any signed call will do. */
const storeOf = (upstream: Upstream, headers: () => Headers): ItemStore => {
  const keys = new Map<string, readonly string[]>();
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const target = { ...headers(), 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const { status, body } = await upstream.send(target, Buffer.from(JSON.stringify(input)));
    if (status !== 200) throw new Refused({ status, headers: JSON_TYPE, body });
    return JSON.parse(String(body)) as Record<string, unknown>;
  };
  return {
    keyNames: async (table) => {
      let names = keys.get(table);
      if (!names) {
        const { Table } = (await call('DescribeTable', { TableName: table })) as {
          Table: { KeySchema: readonly { AttributeName: string }[] };
        };
        names = Table.KeySchema.map(({ AttributeName }) => AttributeName);
        keys.set(table, names);
      }
      return names;
    },
    get: async (TableName, Key) =>
      (await call('GetItem', { TableName, Key, ConsistentRead: true })).Item as Item,
    put: async (TableName, item) => void (await call('PutItem', { TableName, Item: item })),
    delete: async (TableName, Key) => void (await call('DeleteItem', { TableName, Key })),
  };
};

const SINGLE = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

interface Call {
  readonly operation: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** What a whole table does: single writes one at a time and never inside a transaction, the rest as it comes. */
const createTable = (upstream: Upstream, ownTransactions: boolean) => {
  let signed: Headers = {};
  const exclusive = createMutex();
  const transactions = createTransactions(
    storeOf(upstream, () => signed),
    exclusive,
  );
  return async ({ operation, headers, body }: Call): Promise<Reply> => {
    if (ownTransactions) return upstream.send(headers, body);
    signed = headers;
    if (operation === 'TransactWriteItems')
      return replyOf(await transactions.write(JSON.parse(String(body))));
    if (!SINGLE.has(operation)) return upstream.send(headers, body);
    const {
      TableName,
      Item: item,
      Key,
    } = JSON.parse(String(body)) as { TableName: string; Item?: Item; Key: Item };
    if (await transactions.holds(TableName, item ?? Key))
      return replyOf(fault('TransactionConflictException', 'Transaction is ongoing for the item'));
    return exclusive(() => upstream.send(headers, body));
  };
};

const broken: Readonly<Record<string, (call: Call) => Answer>> = {
  refuse: () => ({
    status: 500,
    body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', Message: 'Internal' },
  }),
  throttle: () =>
    fault(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded',
    ),
  conflict: ({ operation, body }) => {
    if (operation !== 'TransactWriteItems')
      return fault('TransactionConflictException', 'Transaction is ongoing for the item');
    const { TransactItems } = JSON.parse(String(body)) as { TransactItems: readonly unknown[] };
    return cancelled(TransactItems.map((_, at) => ({ Code: at === 0 ? 'TransactionConflict' : 'None' })));
  },
};

/** The next fault that this call meets, counted down. */
const createFaults = () => {
  const rules: { fault: Fault; pass: number; left: number }[] = [];
  return {
    add: (given: Fault) => void rules.push({ fault: given, pass: given.after ?? 0, left: given.times ?? 1 }),
    clear: () => rules.splice(0),
    next: (operation: string): Fault | undefined => {
      for (const rule of rules) {
        if (rule.left === 0 || (rule.fault.operation ?? operation) !== operation) continue;
        if (rule.pass > 0) rule.pass -= 1;
        else {
          rule.left -= 1;
          return rule.fault;
        }
      }
      return undefined;
    },
  };
};

const refusal = (error: unknown): Reply => {
  if (error instanceof Refused) return error.reply;
  throw error;
};

/** Starts the emulator; every table is new and empty, unless another target is named. */
export const startEmulator = async (): Promise<Emulator> => {
  const target = process.env.DOCKET_DYNAMODB_ENDPOINT;
  const inner = target ? undefined : dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const upstream = createUpstream(new URL(target ?? `http://127.0.0.1:${inner ? await listen(inner) : 0}`));
  const table = createTable(upstream, target !== undefined);
  const faults = createFaults();
  const calls = new Map<string, number>();

  const answer = async (call: Call, response: ServerResponse): Promise<void> => {
    const hit = faults.next(call.operation);
    const instead = hit ? broken[hit.how] : undefined;
    if (hit?.how === 'delay') await pause(hit.ms ?? 50);
    const done = instead ? replyOf(instead(call)) : await table(call).catch(refusal);
    const { status, headers, body } = done;
    if (hit?.how === 'lose') response.destroy();
    else response.writeHead(status, { ...headers }).end(body);
  };

  const front = createServer(async (incoming, response) => {
    try {
      const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      await answer({ operation, headers: incoming.headers, body: await bodyOf(incoming) }, response);
    } catch (error) {
      console.error('the emulator failed', error);
      response.destroy();
    }
  });
  const endpoint = `http://127.0.0.1:${await listen(front)}`;
  return {
    endpoint,
    inject: faults.add,
    heal: faults.clear,
    calls,
    close: async () => {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      upstream.close();
      await new Promise((resolve) => (inner ? inner.close(resolve) : resolve(undefined)));
    },
  };
};
