import { Duration, Tags } from 'aws-cdk-lib';
import type { Code, DockerImageCode } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Limits, Stage } from '../../functions/pipeline.ts';
import { acknowledge } from './acknowledge.ts';
import { DocketFunction } from './docket-function.ts';
import { environmentOf, type Told } from './environment.ts';
import { giveGrants } from './grants.ts';
import type { StageQueue } from './stage-queue.ts';

export interface FunctionsProps extends Told {
  readonly pipeline: readonly Stage[];
  readonly fronts: readonly Limits[];
  /** By stage. */
  readonly waiting: ReadonlyMap<string, StageQueue>;
  readonly codeOf: (name: string) => Code | DockerImageCode;
  readonly log: LogGroupProps;
}

/** More than ten messages at once have to be allowed to gather. */
const GATHERING = Duration.seconds(1);

/** Takes the messages of a queue, and gives those back that failed. */
const workOff = (
  worker: DocketFunction,
  { queue }: StageQueue,
  { batch, maxConcurrency }: Pick<Stage, 'batch' | 'maxConcurrency'>,
): void => {
  worker.lambda.addEventSource(
    new SqsEventSource(queue, {
      batchSize: batch,
      maxConcurrency,
      reportBatchItemFailures: true,
      ...(batch > 10 && { maxBatchingWindow: GATHERING }),
    }),
  );
  acknowledge(worker.lambda, {
    'Serverless-LambdaEventSourceMappingDestination':
      'what fails goes back to its queue, which has dead letters',
  });
};

/** A function for each stage of the pipeline and for each front. */
export class Functions extends Construct {
  private readonly byName: ReadonlyMap<string, DocketFunction>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { pipeline, fronts, waiting, codeOf, log, resources } = props;
    const made = [...pipeline, ...fronts].map((limits): readonly [string, DocketFunction] => {
      const { name } = limits;
      const environment = environmentOf(name, props);
      const one = new DocketFunction(this, name, { limits, code: codeOf(name), environment, log });
      giveGrants(one, resources);
      Tags.of(one).add('docket:function', name);
      return [name, one];
    });
    this.byName = new Map(made);
    for (const stage of pipeline) {
      const queue = waiting.get(stage.name);
      if (queue) workOff(this.get(stage.name), queue, stage);
    }
  }

  get all(): readonly DocketFunction[] {
    return [...this.byName.values()];
  }

  /** Throws when the pipeline has none of that name. */
  get(name: string): DocketFunction {
    const found = this.byName.get(name);
    if (!found) throw new Error(`the pipeline has no ${name}`);
    return found;
  }
}
