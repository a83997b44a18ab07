import { Duration, Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  type DockerImageCode,
  DockerImageFunction,
  Function as Lambda,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Limits } from '../../functions/pipeline.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';

export interface DocketFunctionProps {
  readonly limits: Limits;
  /** A bundle, or the folder of an image that holds one. */
  readonly code: Code | DockerImageCode;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: LogGroupProps;
}

/** One function with a role of its own, which at first may write its log and its trace and nothing else. */
export class DocketFunction extends Construct {
  readonly lambda: Lambda;
  readonly role: Role;
  readonly log: LogGroup;
  readonly limits: Limits;

  constructor(scope: Construct, id: string, props: DocketFunctionProps) {
    super(scope, id);
    const { limits, code, environment, log } = props;
    this.limits = limits;
    const logGroup = new LogGroup(this, 'Log', log);
    this.log = logGroup;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Docket: ${limits.name}`,
    });
    logGroup.grantWrite(this.role);
    const common = {
      role: this.role,
      logGroup,
      description: `Docket: ${limits.name}`,
      architecture: Architecture.ARM_64,
      memorySize: limits.memoryMb,
      timeout: Duration.seconds(limits.timeLimitSeconds),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        ...environment,
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: limits.name,
      },
    };
    this.lambda =
      code instanceof Code
        ? new Lambda(this, 'Function', {
            ...common,
            code,
            runtime: Runtime.NODEJS_24_X,
            handler: 'index.handler',
          })
        : // LibreOffice works in files
          new DockerImageFunction(this, 'Function', {
            ...common,
            code,
            ephemeralStorageSize: Size.gibibytes(2),
          });
    acknowledge(this.lambda, {
      'Serverless-LambdaDLQ': 'nothing calls it asynchronously: its queue or its stream has the dead letters',
    });
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray takes traces for no resource: its two actions know only *',
    });
  }

  /** Resources that end in `*` stand for every index of one table or every object of one bucket. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: object): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions: { ...conditions } }),
      }),
    );
    for (const resource of resources)
      acknowledgeWildcard(
        this.role,
        resource,
        'indexes and objects of one table or bucket of this deployment: their names are made at run time',
      );
  }
}
