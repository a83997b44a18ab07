import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Code, DockerImageCode } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Kind } from '../../functions/core/kind.ts';
import type { Limits, Schedule, Stage } from '../../functions/pipeline.ts';
import { Buckets } from './buckets.ts';
import { Dispatcher } from './dispatcher.ts';
import { Functions } from './functions.ts';
import type { Resources } from './grants.ts';
import { Intake } from './intake.ts';
import { Keys } from './keys.ts';
import { Mail } from './mail.ts';
import { MailIn } from './mail-in.ts';
import { Operations } from './operations.ts';
import { addOutputs } from './outputs.ts';
import { Schedules } from './schedules.ts';
import type { Settings } from './settings.ts';
import { StageQueue } from './stage-queue.ts';
import { Tables } from './tables.ts';
import { WebApi } from './web-api.ts';

/** What the stack is made from: adding a stage or a kind changes no file here. */
export interface Program {
  readonly pipeline: readonly Stage[];
  readonly fronts: readonly Limits[];
  readonly schedules: readonly Schedule[];
  readonly kinds: ReadonlyMap<string, Kind>;
  /** What runs as a function: its bundle, or the image that converts to PDF. */
  readonly codeOf: (name: string) => Code | DockerImageCode;
}

export interface DocketStackProps extends StackProps {
  readonly settings: Settings;
  readonly program: Program;
}

/** Longest retention of all kinds, years. */
const longest = (kinds: Program['kinds']): number =>
  Math.max(...[...kinds.values()].map(({ retentionYears }) => retentionYears));

/** Everything of one deployment. */
export class DocketStack extends Stack {
  constructor(scope: Construct, id: string, { settings, program, ...props }: DocketStackProps) {
    const prod = settings.stage === 'prod';
    super(scope, id, { ...props, terminationProtection: prod });
    Tags.of(this).add('docket:stage', settings.stage);
    const removalPolicy = prod ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const log = { retention: prod ? RetentionDays.ONE_YEAR : RetentionDays.ONE_WEEK, removalPolicy };

    const keys = new Keys(this, 'Keys', { name: `docket-${settings.stage}` });
    const tables = new Tables(this, 'Tables', { key: keys.data, removalPolicy });
    const retentionYears = prod ? longest(program.kinds) : undefined;
    const buckets = new Buckets(this, 'Buckets', {
      key: keys.data,
      removalPolicy,
      retentionYears,
      pages: settings.siteUrl ?? `https://*.execute-api.${this.region}.amazonaws.com`,
    });
    const waiting = new Map(
      program.pipeline.map((stage) => [stage.name, new StageQueue(this, `Queue-${stage.name}`, stage)]),
    );
    const mail =
      settings.mailDomain === undefined
        ? undefined
        : new Mail(this, 'Mail', { domain: settings.mailDomain, notify: waiting.get('notify') });
    const pages = new WebApi(this, 'Api', log);
    const resources: Resources = {
      keys,
      tables,
      buckets,
      queues: new Map([...waiting].map(([name, { queue }]) => [name, queue])),
      deadLetters: new Map([...waiting].map(([name, { deadLetters }]) => [name, deadLetters])),
      senders: mail?.senders ?? [],
    };
    const siteUrl = settings.siteUrl ?? pages.api.apiEndpoint;
    const configurationSet = mail?.configurationSet.configurationSetName;
    const functions = new Functions(this, 'Function', {
      ...program,
      settings,
      resources,
      siteUrl,
      configurationSet,
      waiting,
      log,
    });

    pages.serve(functions.get('web'));
    buckets.keepLogFor(functions.get('checkpoint').role);
    const intake = waiting.get('intake');
    if (intake)
      new Intake(this, 'Intake', {
        inbox: buckets.inbox,
        waiting: intake,
        malwareScan: settings.malwareScan,
      });
    const mailStage = waiting.get('mail');
    const mailIn =
      settings.mailIn && settings.mailDomain !== undefined && mailStage
        ? new MailIn(this, 'MailIn', {
            domain: settings.mailDomain,
            key: keys.data,
            documents: buckets.documents,
            mail: mailStage,
          })
        : undefined;
    const dispatcher = new Dispatcher(this, 'Dispatcher', {
      dispatch: functions.get('dispatch'),
      ledger: tables.ledger,
    });
    const schedules = new Schedules(this, 'Schedules', {
      schedules: program.schedules,
      queues: resources.queues,
    });
    const { topic } = new Operations(this, 'Operations', {
      settings,
      program,
      key: keys.data,
      functions,
      waiting,
      mail,
      mailIn,
      pages,
      dispatcher,
      schedules,
    });
    addOutputs(this, { siteUrl, buckets, tables, keys, topic, mail, mailIn });
  }
}
