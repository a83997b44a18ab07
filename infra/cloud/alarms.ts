import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DocketFunction } from './docket-function.ts';

type Bounds = Pick<AlarmProps, 'threshold'> & Partial<AlarmProps>;

/** What rings, and whom it tells. Each description says what to do. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    props: { readonly key: IKey; readonly mail: string | undefined },
  ) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    if (props.mail === undefined) return;
    this.topic.addSubscription(new EmailSubscription(props.mail));
    acknowledge(this.topic, {
      'Serverless-SNSRedrivePolicy': 'a person reads this mailbox; what rings is on the dashboard as well',
    });
  }

  private ring(id: string, metric: IMetric, alarmDescription: string, bounds: Bounds): void {
    const alarm = new Alarm(this, id, {
      metric,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...bounds,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }

  /** Something failed for good and waits for a person. */
  onDeadLetter(name: string, queue: Queue): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    });
    this.ring(
      `dead-letter-${name}`,
      metric,
      `${name}: a message failed too often. Look for MESSAGE_FAILED in the function's log, mend the cause, then start the dead-letter queue's redrive.`,
      { threshold: 1 },
    );
  }

  onWaiting(name: string, queue: Queue): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    });
    this.ring(
      `waiting-${name}`,
      metric,
      `${name}: a message has waited for more than five minutes. Either more comes in than it works off, or its tries fail: see its log.`,
      { threshold: 300, evaluationPeriods: 3 },
    );
  }

  onFunction({ lambda, limits: { name } }: DocketFunction): void {
    const period = Duration.minutes(5);
    const errors = lambda.metricErrors({ period });
    const invocations = lambda.metricInvocations({ period });
    const rate = new MathExpression({
      expression: '100 * errors / MAX([invocations, 1])',
      usingMetrics: { errors, invocations },
      label: 'errors, %',
      period,
    });
    this.ring(`errors-${name}`, rate, `${name}: more than 5 % of its calls end with an error. See its log.`, {
      threshold: 5,
      evaluationPeriods: 2,
    });
    this.ring(
      `throttles-${name}`,
      lambda.metricThrottles({ period }),
      `${name}: calls are refused because the account's concurrency is used up. Ask for more, or lower maxConcurrency.`,
      { threshold: 1 },
    );
  }

  onStream({ lambda }: DocketFunction): void {
    const metric = lambda.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM });
    this.ring(
      'iterator-age',
      metric,
      'dispatch is five minutes behind the ledger: documents stand still. See its log; what it cannot do within six hours goes to its failure queue.',
      { threshold: 300_000 },
    );
  }

  /** The sequencer's message leaves its queue only after the log was signed. */
  onCheckpoint(queue: Queue): void {
    const metric = queue.metricNumberOfMessagesDeleted({
      period: Duration.minutes(10),
      statistic: Stats.SUM,
    });
    this.ring(
      'checkpoint-age',
      metric,
      'the log of the ledger has not been signed for ten minutes. See the log of checkpoint: a fault that names the log itself is a matter for the auditor.',
      {
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      },
    );
  }

  /** The day's round over the open tasks: reminders, escalations, expiry. */
  onReminders(log: LogGroup, scheduleGroup: string): void {
    const failed = log.addMetricFilter('DayFailed', {
      metricNamespace: 'Docket',
      metricName: `${this.node.addr}-day-failed`,
      filterPattern: FilterPattern.literal('"DAY_FAILED"'),
      metricValue: '1',
    });
    this.ring(
      'reminders-failed',
      failed.metric({ period: Duration.minutes(5), statistic: Stats.SUM }),
      "route: the day's reminders are overdue for some document. See DAY_FAILED in its log; the next day's round makes up for it.",
      { threshold: 1 },
    );
    const dropped = new Metric({
      namespace: 'AWS/Scheduler',
      metricName: 'InvocationDroppedCount',
      dimensionsMap: { ScheduleGroup: scheduleGroup },
      period: Duration.minutes(5),
      statistic: Stats.SUM,
    });
    this.ring(
      'schedule-dropped',
      dropped,
      'a schedule could not reach its queue: see the queue of missed ones.',
      {
        threshold: 1,
      },
    );
  }

  onPages(serverErrors: IMetric): void {
    this.ring('pages', serverErrors, 'the pages answered with faults. See the log of web.', {
      threshold: 5,
    });
  }

  /** SES stops an account whose mails bounce too often. */
  onBounces(): void {
    const rate = (metricName: string): Metric =>
      new Metric({ namespace: 'AWS/SES', metricName, period: Duration.hours(1), statistic: Stats.MAXIMUM });
    this.ring(
      'bounce-rate',
      rate('Reputation.BounceRate'),
      'more than 4 % of the mails bounce, and at 5 % SES reviews the account. Correct the addresses in the company profile.',
      { threshold: 0.04 },
    );
    this.ring(
      'complaint-rate',
      rate('Reputation.ComplaintRate'),
      'one mail in a thousand is reported as spam: SES reviews the account. Who complained is in the time line of the document.',
      { threshold: 0.001 },
    );
  }
}
