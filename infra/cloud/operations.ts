import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Program } from './docket-stack.ts';
import type { Functions } from './functions.ts';
import type { Mail } from './mail.ts';
import type { MailIn } from './mail-in.ts';
import type { Schedules } from './schedules.ts';
import type { Settings } from './settings.ts';
import type { StageQueue } from './stage-queue.ts';
import type { WebApi } from './web-api.ts';

export interface OperationsProps {
  readonly settings: Settings;
  readonly program: Program;
  readonly key: IKey;
  readonly functions: Functions;
  readonly waiting: ReadonlyMap<string, StageQueue>;
  readonly mail: Mail | undefined;
  readonly mailIn: MailIn | undefined;
  readonly pages: WebApi;
  readonly dispatcher: Dispatcher;
  readonly schedules: Schedules;
}

/** Alarms and the dashboard of everything else. */
export class Operations extends Construct {
  /** Tells whoever subscribes what rings, and when it is well again. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    const { settings, program, functions, waiting } = props;
    const alarms = new Alarms(this, 'Alarm', { key: props.key, mail: settings.alarmMail });
    this.topic = alarms.topic;
    this.ring(alarms, props);
    addDashboard(this, {
      dashboardName: `docket-${settings.stage}`,
      alarms: alarms.all,
      stages: program.pipeline.flatMap(({ name }) => {
        const queue = waiting.get(name);
        return queue ? [{ worker: functions.get(name), waiting: queue }] : [];
      }),
      fronts: program.fronts.map(({ name }) => functions.get(name)),
    });
  }

  private ring(
    alarms: Alarms,
    { functions, waiting, mail, mailIn, pages, dispatcher, schedules }: OperationsProps,
  ): void {
    for (const [name, { queue, deadLetters }] of waiting) {
      alarms.onDeadLetter(name, deadLetters);
      alarms.onWaiting(name, queue);
      if (name === 'checkpoint') alarms.onCheckpoint(queue);
      if (name === 'route') alarms.onReminders(functions.get(name).log, schedules.group.scheduleGroupName);
    }
    for (const one of functions.all) alarms.onFunction(one);
    alarms.onDeadLetter('dispatch', dispatcher.failures);
    alarms.onDeadLetter('schedules', schedules.failures);
    alarms.onStream(functions.get('dispatch'));
    alarms.onPages(pages.api.metricServerError({ period: Duration.minutes(5), statistic: Stats.SUM }));
    if (mailIn) {
      alarms.onDeadLetter('mail-in', mailIn.notices.deadLetters);
      alarms.onWaiting('mail-in', mailIn.notices.queue);
    }
    if (mail) alarms.onBounces();
  }
}
