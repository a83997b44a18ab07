import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../../functions/pipeline.ts';
import { acknowledge } from './acknowledge.ts';

/** A message that is being worked on shows again after this many time limits, as AWS advises for Lambda. */
const VISIBILITY_FACTOR = 6;

/** What failed for good waits here for a person, as long as SQS keeps a message. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const reason = 'it is where dead letters end: an alarm tells a person, who sends them back';
    acknowledge(this, { 'AwsSolutions-SQS3': reason, 'Serverless-SQSRedrivePolicy': reason });
  }
}

/**
 * A queue whose messages become dead letters after so many tries. None is FIFO, numbering neither: numbers are claimed
 * in transactions that hold in any order, a message does not know its series before its request was read, and a FIFO
 * queue hands over ten messages at most, where one transaction numbers 49.
 */
export class StageQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    { timeLimitSeconds, maxReceives }: Pick<Stage, 'timeLimitSeconds' | 'maxReceives'>,
  ) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(timeLimitSeconds * VISIBILITY_FACTOR),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
  }
}
