import { Duration } from 'aws-cdk-lib';
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DocketFunction } from './docket-function.ts';
import { DeadLetters } from './stage-queue.ts';

/**
 * Feeds the dispatcher with the ledger's new events. A fault is nearly always an outage, so that it is tried for six
 * hours; the alarm on the stream's age rings after minutes.
 */
export class Dispatcher extends Construct {
  /** Where in the stream the dispatcher gave up. */
  readonly failures: Queue;

  constructor(
    scope: Construct,
    id: string,
    { dispatch, ledger }: { readonly dispatch: DocketFunction; readonly ledger: Table },
  ) {
    super(scope, id);
    this.failures = new DeadLetters(this, 'Failures');
    dispatch.lambda.addEventSource(
      // CDK's own classes do not fit its interfaces under exact optional properties
      new DynamoEventSource(ledger as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        // documents do not wait for each other: only the events of one stay in order
        parallelizationFactor: 4,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(this.failures),
        // of all items only events wake anybody
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { PK: { S: FilterRule.beginsWith('D#') } } },
          }),
        ],
      }),
    );
  }
}
