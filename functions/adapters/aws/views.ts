import {
  type CreateTableCommandInput,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { APART } from '../../core/document/counts.ts';
import { type Reader, readersOf } from '../../core/document/readers.ts';
import type { DocumentRow, PartQuery, TaskRow, ViewQuery, Views } from '../../core/ports.ts';
import type { Look } from '../../core/records.ts';
import { DocketError } from '../../core/result.ts';
import { partsOf } from '../../core/routing/parts.ts';
import { concerns, openTasks } from '../../core/routing/tasks.ts';
import { AT_ONCE } from './client.ts';
import { getItems, keyOf } from './feed.ts';
import { type Item, number, text, textOf } from './items.ts';
import { pagesOf } from './pages.ts';
import { inParallel } from './parallel.ts';
import { conditionFailed, createRetry, type Patience, systemPatience } from './retry.ts';

/**
 * The projection in a table of its own, which may be dropped and made again. One item a stream, and three indexes:
 *
 * | | partition | sort | holds |
 * |---|---|---|---|
 * | item | `PK` = `V#<generation>#<stream>` | `SK` = `V` | `v` version, `r` row as JSON, and what the indexes need |
 * | newest | `p` = `<generation>#<list>` | `u` = change, number, stream | `k` kind, `st` state, `o` open, `s` search text, `w` who had which part, `rd` who may see it |
 * | tasks | `t` = `<generation>`, only where something is open | `u` | keys only |
 * | term | `PK` = `T#<generation>#<kind>#<term>` | `SK` = stream | `p` = `<generation>#term`, `u` = `PK`; may be of an earlier revision |
 * | number | `no` = `<generation>#<number>` | | keys only |
 *
 * The lists are `documents` and each kind that is not one. A list is read from its newest end, filtered in the index,
 * and counted to its end: half a read unit for each 4 KB, about 15 rows. One list takes 1,000 writes a second.
 *
 * All rows are replaced by writing another generation and then the one item that says which one is read.
 */

const NEWEST = 'newest';
const BY_NUMBER = 'number';
const TASKS = 'tasks';

/** Of all kinds but those that are lists of their own. */
const DOCUMENTS = 'documents';

/** List of the items by which rows are found; no kind is called so. */
const TERM = '#term';

const listOf = (kind: string | undefined): string =>
  kind !== undefined && APART.includes(kind) ? kind : DOCUMENTS;

/** What the deployment and the tests create. */
export const VIEWS_TABLE = {
  AttributeDefinitions: ['PK', 'SK', 'p', 'u', 'no', 't'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: NEWEST,
      KeySchema: [
        { AttributeName: 'p', KeyType: 'HASH' },
        { AttributeName: 'u', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['k', 'st', 'o', 's', 'w', 'rd'] },
    },
    {
      IndexName: TASKS,
      KeySchema: [
        { AttributeName: 't', KeyType: 'HASH' },
        { AttributeName: 'u', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: BY_NUMBER,
      KeySchema: [{ AttributeName: 'no', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

export interface ViewsOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly patience?: Patience;
}

/** As SQLite compares: the letters A to Z in either case. */
const folded = (value: string): string => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Nobody can type it, so that no search finds something across two fields. */
const BETWEEN = '\u0000';

const keyOfRow = (generation: number, stream: string): Item => ({
  PK: text(`V#${generation}#${stream}`),
  SK: text('V'),
});

const partKey = ({ person, part }: Pick<PartQuery, 'person' | 'part'>): string => `${part}/${person}`;

/** A set must not be empty. */
const set = (name: string, values: readonly string[]): Item =>
  values.length > 0 ? { [name]: { SS: [...values] } } : {};

const itemOf = (generation: number, row: DocumentRow): Item => ({
  ...keyOfRow(generation, row.stream),
  v: number(row.ver),
  r: text(JSON.stringify(row)),
  p: text(`${generation}#${listOf(row.kind)}`),
  u: text(`${row.updatedAt}#${row.number ?? ''}#${row.stream}`),
  k: text(row.kind),
  st: text(row.state),
  s: text(folded([row.number ?? '', row.title, row.party].join(BETWEEN))),
  ...set('w', partsOf(row.route).map(partKey)),
  ...set('rd', readersOf(row)),
  ...(row.needs.length > 0 && { o: text('open') }),
  ...(row.number !== null && { no: text(`${generation}#${row.number}`) }),
  ...(row.route && openTasks(row.route).length > 0 && { t: text(`${generation}`) }),
});

const termKey = (generation: number, { kind, term }: Look): string => `T#${generation}#${kind}#${term}`;

/** The items by which a row is found. They stay when a revision is about something else: the row itself decides. */
const termItems = (generation: number, { kind, terms, stream }: DocumentRow): readonly Item[] =>
  terms.map((term) => {
    const key = text(termKey(generation, { kind, term }));
    return { PK: key, SK: text(stream), p: text(`${generation}${TERM}`), u: key };
  });

const rowOf = (item: Item | undefined): DocumentRow | undefined =>
  item && (JSON.parse(textOf(item, 'r')) as DocumentRow);

type Conditions = Pick<
  QueryCommandInput,
  'KeyConditionExpression' | 'FilterExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const conditionsOf = (
  generation: number,
  {
    state,
    kind,
    search,
    since,
    open,
    part,
    readers,
  }: Omit<ViewQuery, 'limit' | 'offset'> & { readonly part?: string },
): Conditions => {
  const names: Record<string, string> = { '#p': 'p' };
  const values: Item = { ':p': text(`${generation}#${listOf(kind)}`) };
  const filters: string[] = [];
  const equal = (name: string, value: string | undefined): void => {
    if (value === undefined) return;
    names[`#${name}`] = name;
    values[`:${name}`] = text(value);
    filters.push(`#${name} = :${name}`);
  };
  equal('st', state);
  equal('k', kind);
  if (open) {
    names['#o'] = 'o';
    filters.push('attribute_exists(#o)');
  }
  if (search) {
    names['#s'] = 's';
    values[':s'] = text(folded(search));
    filters.push('contains(#s, :s)');
  }
  if (part) {
    names['#w'] = 'w';
    values[':w'] = text(part);
    filters.push('contains(#w, :w)');
  }
  if (readers) {
    names['#rd'] = 'rd';
    const any = readers.map((reader, index) => {
      values[`:rd${index}`] = text(reader);
      return `contains(#rd, :rd${index})`;
    });
    filters.push(`(${any.join(' OR ')})`);
  }
  if (since) {
    names['#u'] = 'u';
    values[':u'] = text(since);
  }
  return {
    KeyConditionExpression: since ? '#p = :p AND #u >= :u' : '#p = :p',
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};

const placeOf = ({ task: { day, what, task }, row: { number } }: TaskRow): string =>
  [day, number ?? '', what, task].join(BETWEEN);

const oldestFirst = (a: TaskRow, b: TaskRow): number => (placeOf(a) < placeOf(b) ? -1 : 1);

/** Which generation is read. */
const GENERATION: Item = { PK: text('GENERATION'), SK: text('V') };

const replacedMeanwhile = (): DocketError =>
  new DocketError('VIEWS_BUSY', {
    zh: '视图正由另一进程重建，请等它完成后再试',
    en: 'another process makes the views again: wait until it is done, then try again',
  });

/** The projection in DynamoDB; made again from the events at any time. */
export const createViews = ({ client, table, patience = systemPatience }: ViewsOptions): Views => {
  const retry = createRetry(patience);

  const get = async (Key: Item): Promise<Item | undefined> => {
    const command = new GetItemCommand({ TableName: table, Key, ConsistentRead: true });
    return (await retry(() => client.send(command))).Item;
  };

  const current = async (): Promise<number> => Number((await get(GENERATION))?.n?.N ?? 0);

  const putPlain = async (Item: Item): Promise<void> => {
    const command = new PutItemCommand({ TableName: table, Item });
    await retry(() => client.send(command));
  };

  /** Never over a newer version; a lost answer is no matter, for the try before wrote the same. */
  const put = async (generation: number, row: DocumentRow): Promise<void> => {
    // before the row: a term without its row finds nothing, a row without its term is not found
    for (const item of termItems(generation, row)) await putPlain(item);
    const command = new PutItemCommand({
      TableName: table,
      Item: itemOf(generation, row),
      ConditionExpression: 'attribute_not_exists(#pk) OR #v < :v',
      ExpressionAttributeNames: { '#pk': 'PK', '#v': 'v' },
      ExpressionAttributeValues: { ':v': number(row.ver) },
    });
    try {
      await retry(() => client.send(command));
    } catch (error) {
      if (!conditionFailed(error)) throw error;
    }
  };

  const putAll = async (generation: number, rows: readonly DocumentRow[]): Promise<void> => {
    // the newest of each stream is enough, and no two writes meet
    const latest = new Map<string, DocumentRow>();
    for (const row of rows) if (row.ver >= (latest.get(row.stream)?.ver ?? 0)) latest.set(row.stream, row);
    await inParallel([...latest.values()], AT_ONCE, (row) => put(generation, row));
  };

  /** Without an index it reads the table itself, strongly consistent. */
  const query = (index: string | undefined, conditions: Conditions): AsyncGenerator<readonly Item[]> =>
    pagesOf((from) => {
      const place = index === undefined ? { ConsistentRead: true } : { IndexName: index };
      const order = { TableName: table, ...place, ScanIndexForward: false };
      const command = new QueryCommand({ ...order, ...conditions, ...from });
      return retry(() => client.send(command));
    });

  /** Index items of every list, newest first. */
  async function* everything(
    generation: number,
    readers?: readonly Reader[],
  ): AsyncGenerator<readonly Item[]> {
    for (const kind of [undefined, ...APART])
      yield* query(NEWEST, conditionsOf(generation, { ...(kind && { kind }), ...(readers && { readers }) }));
  }

  /** Index items of what the rows are found by. */
  const terms = (generation: number): AsyncGenerator<readonly Item[]> =>
    query(NEWEST, {
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'p' },
      ExpressionAttributeValues: { ':p': text(`${generation}${TERM}`) },
    });

  async function* itemsOf(generation: number): AsyncGenerator<readonly Item[]> {
    yield* everything(generation);
    yield* terms(generation);
  }

  const clear = async (generation: number): Promise<void> => {
    for await (const items of itemsOf(generation))
      await inParallel(items, AT_ONCE, ({ PK, SK }) => {
        const command = new DeleteItemCommand({ TableName: table, Key: { PK, SK } as Item });
        return retry(() => client.send(command));
      });
  };

  /** From now on the next generation is read. A lost answer: the try before has moved it. */
  const move = async (from: number): Promise<void> => {
    const command = new PutItemCommand({
      TableName: table,
      Item: { ...GENERATION, n: number(from + 1) },
      ConditionExpression: 'attribute_not_exists(#n) OR #n = :n',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': number(from) },
    });
    try {
      await retry(() => client.send(command));
    } catch (error) {
      if (!conditionFailed(error)) throw error;
      if ((await current()) !== from + 1) throw replacedMeanwhile();
    }
  };

  /** In the order of the keys; what is gone meanwhile is left out. */
  const rowsAt = async (keys: readonly Item[]): Promise<readonly DocumentRow[]> => {
    const items = await getItems({ client, table, retry }, keys);
    return keys.map((key) => rowOf(items.get(keyOf(key)))).filter((row) => row !== undefined);
  };

  return {
    put: async (rows) => putAll(await current(), rows),
    replace: async (pages) => {
      const generation = await current();
      // what earlier calls that broke off left behind
      for (const left of [generation - 1, generation + 1]) await clear(left);
      for await (const rows of pages) await putAll(generation + 1, rows);
      await move(generation);
      await clear(generation);
    },
    get: async (stream) => rowOf(await get(keyOfRow(await current(), stream))),
    byNumber: async (given) => {
      const conditions = {
        KeyConditionExpression: '#no = :no',
        ExpressionAttributeNames: { '#no': 'no' },
        ExpressionAttributeValues: { ':no': text(`${await current()}#${given}`) },
      };
      for await (const [found] of query(BY_NUMBER, conditions))
        if (found) return rowOf(await get({ PK: found.PK, SK: found.SK } as Item));
      return undefined;
    },
    list: async ({ limit, offset, ...asked }) => {
      const wanted: Item[] = [];
      let total = 0;
      for await (const items of query(NEWEST, conditionsOf(await current(), asked))) {
        const places = items.slice(Math.max(0, offset - total), Math.max(0, offset + limit - total));
        wanted.push(...places.map(({ PK, SK }) => ({ PK, SK }) as Item));
        total += items.length;
      }
      return { rows: await rowsAt(wanted), total };
    },
    withPart: async ({ limit, since, ...part }) => {
      const wanted: Item[] = [];
      const conditions = conditionsOf(await current(), { since, part: partKey(part) });
      for await (const items of query(NEWEST, conditions)) {
        wanted.push(...items.map(({ PK, SK }) => ({ PK, SK }) as Item));
        if (wanted.length >= limit) break;
      }
      return rowsAt(wanted.slice(0, limit));
    },
    about: async (look) => {
      const generation = await current();
      const streams: string[] = [];
      const conditions = {
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'PK' },
        ExpressionAttributeValues: { ':pk': text(termKey(generation, look)) },
      };
      for await (const found of query(undefined, conditions)) {
        const rows = await rowsAt(found.map((item) => keyOfRow(generation, textOf(item, 'SK'))));
        for (const { stream, terms: own } of rows) if (own.includes(look.term)) streams.push(stream);
      }
      return streams;
    },
    tasks: async ({ of, limit, offset }) => {
      const conditions = {
        KeyConditionExpression: '#t = :t',
        ExpressionAttributeNames: { '#t': 't' },
        ExpressionAttributeValues: { ':t': text(`${await current()}`) },
      };
      const open: TaskRow[] = [];
      for await (const found of query(TASKS, conditions)) {
        const keys = found.map(({ PK, SK }) => ({ PK, SK }) as Item);
        for (const item of (await getItems({ client, table, retry }, keys)).values()) {
          const row = rowOf(item);
          if (row?.route) for (const task of openTasks(row.route)) open.push({ task, row });
        }
      }
      const rows = open.filter(({ task }) => of === undefined || concerns(task, of)).sort(oldestFirst);
      return { rows: rows.slice(offset, offset + limit), total: rows.length };
    },
    counts: async (readers) => {
      const counts: Record<string, number> = {};
      for await (const items of everything(await current(), readers))
        for (const item of items) {
          const key = `${textOf(item, 'k')}:${textOf(item, 'st')}`;
          counts[key] = (counts[key] ?? 0) + 1;
        }
      return counts;
    },
  };
};
