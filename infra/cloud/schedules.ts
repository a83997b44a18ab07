import { Duration, TimeZone } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Due, Schedule as Scheduled } from '../../functions/pipeline.ts';
import { DeadLetters } from './stage-queue.ts';

const SHANGHAI = TimeZone.of('Asia/Shanghai');

const expressionOf = (due: Due): ScheduleExpression => {
  if ('everyMinutes' in due) return ScheduleExpression.rate(Duration.minutes(due.everyMinutes));
  const [hour = '', minute = ''] = due.at.split(':');
  return ScheduleExpression.cron({
    hour: `${Number(hour)}`,
    minute: `${Number(minute)}`,
    timeZone: SHANGHAI,
  });
};

/** The clock of the pipeline table: each entry puts `{schedule, time}` on the queue of its stage. */
export class Schedules extends Construct {
  /** What could not be put on its queue for a day. */
  readonly failures: Queue;
  readonly group: ScheduleGroup;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly schedules: readonly Scheduled[]; readonly queues: ReadonlyMap<string, IQueue> },
  ) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group');
    this.failures = new DeadLetters(this, 'Missed');
    for (const { name, stage, ...due } of props.schedules) {
      const to = props.queues.get(stage);
      if (!to) throw new Error(`schedule ${name} wakes ${stage}, which is no stage`);
      new Schedule(this, name, {
        scheduleGroup: this.group,
        schedule: expressionOf(due as Due),
        description: `Docket: ${name}`,
        target: new SqsSendMessage(to, {
          deadLetterQueue: this.failures,
          input: ScheduleTargetInput.fromObject({ schedule: name, time: ContextAttribute.scheduledTime }),
        }),
      });
    }
  }
}
