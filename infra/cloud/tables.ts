import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { LEDGER_TABLE } from '../../functions/adapters/aws/items.ts';
import { KEY_VALUE_TABLE } from '../../functions/adapters/aws/key-value.ts';
import { SALTS_TABLE } from '../../functions/adapters/aws/salts.ts';
import { VIEWS_TABLE } from '../../functions/adapters/aws/views.ts';
import { acknowledge } from './acknowledge.ts';

/** A table as its adapter defines it, which is also what the tests create. */
interface Definition {
  readonly AttributeDefinitions: readonly { readonly AttributeName: string }[];
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly GlobalSecondaryIndexes?: readonly {
    readonly IndexName: string;
    readonly KeySchema: Definition['KeySchema'];
    readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
  }[];
}

const keysOf = (schema: Definition['KeySchema']) => {
  const named = (type: string) => {
    const found = schema.find(({ KeyType }) => KeyType === type);
    return found && { name: found.AttributeName, type: AttributeType.STRING };
  };
  const partitionKey = named('HASH');
  const sortKey = named('RANGE');
  if (!partitionKey) throw new Error('a table needs a partition key');
  return { partitionKey, ...(sortKey && { sortKey }) };
};

const PROJECTIONS: Readonly<Record<string, ProjectionType>> = {
  KEYS_ONLY: ProjectionType.KEYS_ONLY,
  INCLUDE: ProjectionType.INCLUDE,
};

const createTable = (
  scope: Construct,
  id: string,
  { KeySchema, GlobalSecondaryIndexes = [] }: Definition,
  props: Partial<TableProps>,
): Table => {
  const table = new Table(scope, id, {
    ...keysOf(KeySchema),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    ...props,
  });
  for (const { IndexName, KeySchema: schema, Projection } of GlobalSecondaryIndexes)
    table.addGlobalSecondaryIndex({
      indexName: IndexName,
      ...keysOf(schema),
      projectionType: PROJECTIONS[Projection.ProjectionType] ?? ProjectionType.ALL,
      ...(Projection.NonKeyAttributes && { nonKeyAttributes: [...Projection.NonKeyAttributes] }),
    });
  return table;
};

/** Items that are written once: events, claims of numbers, batches of the log. */
const WRITTEN_ONCE = ['D#*', 'N#*', 'L#*#B'];

/**
 * Holds for everybody in the account, whatever a role allows. A put cannot be forbidden to replace an item, because
 * IAM does not see its condition: what was replaced is found by the hash chain and the signed log.
 */
const appendOnly = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'NothingIsDeleted',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        // a batch cannot carry the conditions on which every write of the ledger rests
        actions: ['dynamodb:DeleteItem', 'dynamodb:PartiQLDelete', 'dynamodb:BatchWriteItem'],
        resources: ['*'],
      }),
      new PolicyStatement({
        sid: 'WhatIsWrittenStands',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:UpdateItem', 'dynamodb:PartiQLUpdate'],
        resources: ['*'],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': WRITTEN_ONCE } },
      }),
    ],
  });

export interface TablesProps {
  readonly key: IKey;
  readonly removalPolicy: RemovalPolicy;
}

export class Tables extends Construct {
  readonly ledger: Table;
  readonly views: Table;
  readonly salts: Table;
  /** Links, codes, sessions, counters: they end by themselves. */
  readonly keyValue: Table;

  constructor(scope: Construct, id: string, { key, removalPolicy }: TablesProps) {
    super(scope, id);
    const common = {
      encryptionKey: key,
      removalPolicy,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
    };
    const recovery = { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } };
    this.ledger = createTable(this, 'Ledger', LEDGER_TABLE, {
      ...common,
      ...recovery,
      deletionProtection: true,
      stream: StreamViewType.NEW_IMAGE,
      resourcePolicy: appendOnly(),
    });
    this.views = createTable(this, 'Views', VIEWS_TABLE, { ...common, ...recovery });
    this.salts = createTable(this, 'Salts', SALTS_TABLE, common);
    this.keyValue = createTable(this, 'KeyValue', KEY_VALUE_TABLE, { ...common, timeToLiveAttribute: 'ttl' });
    acknowledge(this.salts, {
      'AwsSolutions-DDB3': 'what was erased must not come back; see the adapter',
    });
    acknowledge(this.keyValue, {
      'AwsSolutions-DDB3': 'links, codes and sessions end by themselves: without them people sign in again',
    });
  }
}
