import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Code, DockerImageCode } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Kind } from '../../functions/core/kind.ts';
import type { Limits, Schedule, Stage } from '../../functions/pipeline.ts';
import { acknowledge } from './acknowledge.ts';
import { Buckets } from './buckets.ts';
import { Dispatcher } from './dispatcher.ts';
import { DocketFunction } from './docket-function.ts';
import { environmentOf } from './environment.ts';
import { giveGrants, type Resources } from './grants.ts';
import { Intake } from './intake.ts';
import { Keys } from './keys.ts';
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

/** More than ten messages at once have to be allowed to gather. */
const GATHERING = Duration.seconds(1);

const sourceOf = ({ batch, maxConcurrency }: Stage, { queue }: StageQueue): SqsEventSource =>
  new SqsEventSource(queue, {
    batchSize: batch,
    maxConcurrency,
    reportBatchItemFailures: true,
    ...(batch > 10 && { maxBatchingWindow: GATHERING }),
  });

/** Everything of one deployment. */
export class DocketStack extends Stack {
  constructor(scope: Construct, id: string, { settings, program, ...props }: DocketStackProps) {
    const prod = settings.stage === 'prod';
    super(scope, id, { ...props, terminationProtection: prod });
    const removalPolicy = prod ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const log = { retention: prod ? RetentionDays.ONE_YEAR : RetentionDays.ONE_WEEK, removalPolicy };

    const keys = new Keys(this, 'Keys', { name: `docket-${settings.stage}` });
    const tables = new Tables(this, 'Tables', { key: keys.data, removalPolicy });
    const retentionYears = Math.max(...[...program.kinds.values()].map((kind) => kind.retentionYears));
    const buckets = new Buckets(this, 'Buckets', {
      key: keys.data,
      removalPolicy,
      retentionYears: prod ? retentionYears : undefined,
    });
    const stages = program.pipeline.map((stage) => ({
      stage,
      waiting: new StageQueue(this, `Queue-${stage.name}`, stage),
    }));
    const queues = new Map(stages.map(({ stage, waiting }) => [stage.name, waiting.queue]));
    const deadLetters = stages.map(({ waiting }) => waiting.deadLetters);
    const web = new WebApi(this, 'Pages', log);
    const resources: Resources = { keys, tables, buckets, queues, deadLetters, senders: [] };
    const environment = environmentOf(settings, resources, settings.siteUrl ?? web.api.apiEndpoint);
    const functionOf = (limits: Limits): DocketFunction => {
      const code = program.codeOf(limits.name);
      const made = new DocketFunction(this, `Function-${limits.name}`, { limits, code, environment, log });
      giveGrants(made, resources);
      return made;
    };

    for (const { stage, waiting } of stages) {
      const worker = functionOf(stage);
      worker.lambda.addEventSource(sourceOf(stage, waiting));
      acknowledge(worker.lambda, {
        'Serverless-LambdaEventSourceMappingDestination':
          'what fails goes back to its queue, which has dead letters',
      });
      if (stage.name === 'checkpoint') buckets.keepLogFor(worker.role);
      if (stage.name === 'intake')
        new Intake(this, 'Intake', {
          inbox: buckets.inbox,
          queue: waiting.queue,
          malwareScan: settings.malwareScan,
        });
    }
    const fronts = new Map(program.fronts.map((limits) => [limits.name, functionOf(limits)]));
    const front = (name: string): DocketFunction => {
      const found = fronts.get(name);
      if (!found) throw new Error(`the pipeline has no ${name}`);
      return found;
    };
    web.serve(front('web'));
    new Dispatcher(this, 'Dispatcher', { dispatch: front('dispatch'), ledger: tables.ledger });
    new Schedules(this, 'Schedules', { schedules: program.schedules, queues });

    Tags.of(this).add('docket:stage', settings.stage);
    new CfnOutput(this, 'PagesUrl', {
      value: environment.DOCKET_URL ?? '',
      description: 'Where people reach the pages',
    });
    new CfnOutput(this, 'Upload', {
      value: `aws s3 cp request.xlsx s3://${buckets.inbox.bucketName}/quotation/`,
      description: 'Sends a file',
    });
  }
}
