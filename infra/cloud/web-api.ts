import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DocketFunction } from './docket-function.ts';

/** More than a company of some hundred people asks for; what is above gets 429. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };

/** Who asked is in the ledger where it matters; a path may hold the token of a link. */
const LOGGED = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  fault: '$context.integrationErrorMessage',
};

/** The pages: one route for everything, because the web function has its own routes, the same as on one machine. */
export class WebApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, log: LogGroupProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', { createDefaultStage: false });
    this.api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, 'Log', log)),
        format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
      },
    });
  }

  serve(web: DocketFunction): void {
    const route = new HttpRoute(this, 'Everything', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Function', web.lambda),
      authorizer: new HttpNoneAuthorizer(),
    });
    acknowledge(route, {
      'AwsSolutions-APIG4':
        'the web function signs people in itself, by mailed links; guests come with a token',
    });
  }
}
