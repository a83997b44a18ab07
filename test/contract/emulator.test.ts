/** The part of the emulator that is ours: transactions and their expressions, as AWS documents them. */
import {
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEDGER_TABLE } from '../../functions/adapters/aws/items.ts';
import { evaluate } from '../support/dynamo/expressions.ts';
import { newTable, openSite, type Site } from '../support/dynamo/ledger-table.ts';
import { itemSize } from '../support/dynamo/values.ts';

let site: Site;
let TableName: string;
beforeAll(async () => {
  site = await openSite();
});
beforeEach(async () => {
  TableName = await newTable(site.client, LEDGER_TABLE);
});
afterAll(() => site.close());

const keyOf = (name: string) => ({ PK: { S: name }, SK: { S: '1' } });
const put = (name: string, more: object = {}): TransactWriteItem => ({
  Put: { TableName, Item: { ...keyOf(name), n: { N: '1' } }, ...more },
});
const absent = {
  ConditionExpression: 'attribute_not_exists(#pk)',
  ExpressionAttributeNames: { '#pk': 'PK' },
};
const add = (name: string, n: string): TransactWriteItem => ({
  Update: {
    TableName,
    Key: keyOf(name),
    UpdateExpression: 'SET #n = #n + :n',
    ExpressionAttributeNames: { '#n': 'n' },
    ExpressionAttributeValues: { ':n': { N: n } },
  },
});

const write = (TransactItems: TransactWriteItem[], more: Partial<TransactWriteItemsCommandInput> = {}) =>
  site.client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
const read = async (name: string) =>
  (await site.client.send(new GetItemCommand({ TableName, Key: keyOf(name), ConsistentRead: true }))).Item;

describe('transactions of the emulator', () => {
  it('write all or nothing, and say of each action why', async () => {
    await write([put('a')]);
    await expect(write([put('b'), put('a', absent), add('a', '5')])).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const refused = write([
      put('b'),
      put('a', { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ]);
    await expect(refused).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { n: { N: '1' } } }],
    });
    expect(await read('b')).toBeUndefined();
    await write([put('b'), add('a', '5'), { Delete: { TableName, Key: keyOf('none') } }]);
    expect(await read('b')).toBeDefined();
    expect((await read('a'))?.n).toEqual({ N: '6' });
  });

  it('are done once for one token, and refuse the token with other parameters', async () => {
    await write([put('a')]);
    const ClientRequestToken = 'token';
    for (let time = 0; time < 3; time += 1) await write([add('a', '5')], { ClientRequestToken });
    expect((await read('a'))?.n).toEqual({ N: '6' });
    await expect(write([add('a', '7')], { ClientRequestToken })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('conflict when they meet on an item, and so does a single write; what won is whole', async () => {
    await write([put('a')]);
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => write([add('a', '1')])),
      site.client.send(new PutItemCommand({ TableName, Item: { ...keyOf('b') } })),
    ]);
    const won = outcomes.slice(0, 20).filter(({ status }) => status === 'fulfilled').length;
    expect(won).toBeLessThan(20);
    expect((await read('a'))?.n).toEqual({ N: String(1 + won) });
    expect(outcomes[20]?.status).toBe('fulfilled');
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason.CancellationReasons).toEqual([
          expect.objectContaining({ Code: 'TransactionConflict' }),
        ]);
  });

  it.each([
    ['101 actions', () => Array.from({ length: 101 }, (_, n) => put(`k${n}`))],
    ['one item twice', () => [put('a'), add('a', '1')]],
    [
      'more than 4 MB',
      () =>
        Array.from({ length: 11 }, (_, n) => ({
          Put: { TableName, Item: { ...keyOf(`k${n}`), x: { S: 'x'.repeat(400_000) } } },
        })),
    ],
    [
      'an item over 400 KB',
      () => [{ Put: { TableName, Item: { ...keyOf('k'), x: { S: 'x'.repeat(409_600) } } } }],
    ],
    [
      'a value that is not used',
      () => [put('a', { ...absent, ExpressionAttributeValues: { ':x': { N: '1' } } })],
    ],
    ['a bare name', () => [put('a', { ConditionExpression: 'attribute_not_exists(PK)' })]],
  ])('refuse %s', async (_, actions) => {
    await expect(write(actions())).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('expressions of the emulator', () => {
  const item = { a: { N: '10' }, b: { S: 'x' }, l: { L: [{ N: '1' }] } };
  const names = { '#a': 'a', '#b': 'b', '#c': 'c' };
  const values = { ':9': { N: '9' }, ':10': { N: '10.0' }, ':x': { S: 'x' } };
  const used = (text: string, all: object) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(name)));
  const given = (text: string) => ({
    ExpressionAttributeNames: used(text, names),
    ExpressionAttributeValues: used(text, values),
  });

  it.each([
    ['#a = :10', true],
    ['#a > :9 AND #b = :x', true],
    ['#a < :9 OR #b = :x', true],
    ['#a < :9 OR #b <> :x', false],
    ['NOT #a >= :10', false],
    ['attribute_exists(#a) AND attribute_not_exists(#c)', true],
    ['(attribute_exists(#c) OR #a <= :10) AND #b = :x', true],
    ['attribute_exists(#c) OR attribute_exists(#a) AND attribute_exists(#b)', true],
    ['#a = :x', false],
    ['#c = :x', false],
    ['#c <> :x', true],
  ])('%s is %s', (ConditionExpression, holds) => {
    expect(evaluate({ ConditionExpression, ...given(ConditionExpression) }, item, {}).holds).toBe(holds);
  });

  it.each([
    '#a',
    '#a = ',
    '#a == :9',
    '(#a = :9',
    '#a = :9 #b',
    'attribute_exists(:x)',
    '#d = :9',
    '#a = :d',
    '#a ? :9',
  ])('refuses %s', (ConditionExpression) => {
    expect(() => evaluate({ ConditionExpression, ...given(ConditionExpression) }, item, {})).toThrow();
  });

  it.each([
    ['SET #a = #a + :9, #c = :x', { a: { N: '19' }, b: { S: 'x' }, c: { S: 'x' } }],
    ['SET #c = if_not_exists(#c, :10) - :9 REMOVE #b', { a: { N: '10' }, c: { N: '1' } }],
    ['ADD #c :9, #a :9', { a: { N: '19' }, b: { S: 'x' }, c: { N: '9' } }],
  ])('%s', (UpdateExpression, updated) => {
    const { l: _, ...before } = item;
    expect(evaluate({ UpdateExpression, ...given(UpdateExpression) }, before, {}).updated).toEqual(updated);
  });

  it('weighs an item as AWS does', () => {
    // names 1+1+1; number 10: 1 significant digit pair and 1; text 1; list 3 + (1 + number 2)
    expect(itemSize(item)).toBe(3 + 2 + 1 + 6);
    expect(itemSize({ 金: { S: '额' } })).toBe(6);
  });
});
