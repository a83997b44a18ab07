import { isDeepStrictEqual } from 'node:util';
import { type Expression, evaluate, ValidationError } from './expressions.ts';
import { type Item, itemSize } from './values.ts';

/** Where the items of the transactions are. */
export interface ItemStore {
  keyNames(table: string): Promise<readonly string[]>;
  get(table: string, key: Item): Promise<Item | undefined>;
  put(table: string, item: Item): Promise<void>;
  delete(table: string, key: Item): Promise<void>;
}

type Action = Expression & {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ReturnValuesOnConditionCheckFailure?: string;
};

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface TransactRequest {
  readonly TransactItems: readonly Partial<Record<Kind, Action>>[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export const fault = (name: string, message: string, more: object = {}): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, Message: message, ...more },
});

/** How AWS tells that a transaction changed nothing: one reason for each action, in order. */
export const cancelled = (reasons: readonly Reason[]): Answer =>
  fault(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

const MOST_ACTIONS = 100;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_ITEM_BYTES = 400 * 1024;
const TOKEN_LIFE_MS = 10 * 60_000;

interface Planned {
  readonly kind: Kind;
  readonly action: Action;
  readonly key: Item;
  readonly id: string;
}

/** One thing after another. */
export const createMutex = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };
};

/**
 * TransactWriteItems over a store that has none. Conflicts: an item that another transaction holds, from its
 * arrival to its end. `exclusive` runs one write at a time, so that all conditions are read and all items written
 * with nothing in between.
 */
export const createTransactions = (store: ItemStore, exclusive: ReturnType<typeof createMutex>) => {
  const held = new Set<string>();
  const tokens = new Map<string, { readonly request: unknown; readonly at: number }>();

  const idOf = async (table: string, item: Item): Promise<{ key: Item; id: string }> => {
    const names = await store.keyNames(table);
    const key = Object.fromEntries(
      names.map((name) => {
        const value = item[name];
        if (!value) throw new ValidationError(`Missing the key ${name} in the item`);
        return [name, value];
      }),
    );
    return { key, id: JSON.stringify([table, key]) };
  };

  const plan = async (request: TransactRequest): Promise<readonly Planned[]> => {
    if (request.TransactItems.length > MOST_ACTIONS)
      throw new ValidationError(`Member must have length less than or equal to ${MOST_ACTIONS}`);
    const planned: Planned[] = [];
    for (const one of request.TransactItems) {
      const [[kind, action] = []] = Object.entries(one) as [Kind, Action][];
      if (!kind || !action) throw new ValidationError('TransactItems can only contain one of …');
      const { key, id } = await idOf(action.TableName, action.Item ?? action.Key ?? {});
      planned.push({ kind, action, key, id });
    }
    if (new Set(planned.map(({ id }) => id)).size < planned.length)
      throw new ValidationError('Transaction request cannot include multiple operations on one item');
    const bytes = planned.reduce((sum, { action }) => sum + itemSize(action.Item ?? action.Key ?? {}), 0);
    if (bytes > MOST_BYTES) throw new ValidationError('Transaction request is larger than 4 MB');
    return planned;
  };

  const decide = async ({
    kind,
    action,
    key,
  }: Planned): Promise<{ reason: Reason; write: () => Promise<void> }> => {
    const before = await store.get(action.TableName, key);
    const { holds, updated } = evaluate(action, before, key);
    const after = kind === 'Put' ? (action.Item ?? {}) : updated;
    if (itemSize(after) > MOST_ITEM_BYTES)
      throw new ValidationError('Item size has exceeded the maximum allowed size');
    const write = async () => {
      if (kind === 'Delete') await store.delete(action.TableName, key);
      else if (kind !== 'ConditionCheck') await store.put(action.TableName, after);
    };
    if (holds) return { reason: { Code: 'None' }, write };
    const old = action.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: before } : {};
    const Message = 'The conditional request failed';
    return { reason: { Code: 'ConditionalCheckFailed', Message, ...old }, write };
  };

  const commit = async (planned: readonly Planned[]): Promise<Answer> => {
    const decided = [];
    for (const one of planned) decided.push(await decide(one));
    const reasons = decided.map(({ reason }) => reason);
    if (reasons.some(({ Code }) => Code !== 'None')) return cancelled(reasons);
    for (const { write } of decided) await write();
    return { status: 200, body: {} };
  };

  const known = (request: TransactRequest): Answer | undefined => {
    const before = tokens.get(request.ClientRequestToken ?? '');
    if (!before || before.at + TOKEN_LIFE_MS < Date.now()) return undefined;
    return isDeepStrictEqual(before.request, request.TransactItems)
      ? { status: 200, body: {} }
      : fault('IdempotentParameterMismatchException', 'The token was used with other parameters');
  };

  const write = async (request: TransactRequest): Promise<Answer> => {
    const planned = await plan(request);
    const conflicts = planned.map(({ id }) => held.has(id));
    if (conflicts.includes(true))
      return cancelled(conflicts.map((conflict) => ({ Code: conflict ? 'TransactionConflict' : 'None' })));
    for (const { id } of planned) held.add(id);
    try {
      return await exclusive(async () => {
        const before = known(request);
        if (before) return before;
        const answer = await commit(planned);
        if (answer.status === 200 && request.ClientRequestToken)
          tokens.set(request.ClientRequestToken, { request: request.TransactItems, at: Date.now() });
        return answer;
      });
    } finally {
      for (const { id } of planned) held.delete(id);
    }
  };

  return {
    /** Is the item of this single write held by a transaction? AWS then refuses the single write. */
    holds: async (table: string, item: Item): Promise<boolean> => held.has((await idOf(table, item)).id),
    write: async (request: TransactRequest): Promise<Answer> => {
      try {
        return await write(request);
      } catch (error) {
        if (error instanceof ValidationError) return fault('ValidationException', error.message);
        throw error;
      }
    },
  };
};
