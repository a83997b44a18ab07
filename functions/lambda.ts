import { fileURLToPath } from 'node:url';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { loadKinds } from '../templates/registry.ts';
import { readConfig } from './adapters/aws/config.ts';
import { eventOf, type Item } from './adapters/aws/items.ts';
import { createAwsPorts } from './adapters/aws/ports.ts';
import { lazyFaces, lazyPicture, lazyRenderer, lazyWorkbooks } from './adapters/lambda/heavy.ts';
import { requestOf, resultOf } from './adapters/lambda/http-api.ts';
import { viewer } from './adapters/pdfjs/viewer.ts';
import type { SealedEvent } from './core/ledger/envelope.ts';
import type { Log, Ports } from './core/ports.ts';
import type { WebRequest, WebResponse } from './web/http.ts';
import type { SqsHandler } from './wiring.ts';

/**
 * What turns a stage's handler into a Lambda function: one of these for each thing that wakes functions. A bundle's
 * entry is `export const handler = onQueue(stage)`.
 */

const logger = new Logger();
const metrics = new Metrics({ namespace: 'Docket' });

/** Catalogued codes, as on one machine; what failed is an error. */
const log: Log = (code, detail) => {
  const attributes = { code, ...detail };
  if (code.endsWith('_FAILED')) logger.error(code, attributes);
  else logger.info(code, attributes);
};

/** Made in the first call and kept for the next; one that could not be made is tried again. */
const atFirst = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make();
    try {
      return await made;
    } catch (fault) {
      made = undefined;
      throw fault;
    }
  };
};

/** A folder that lies beside the bundle. */
const beside = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

const openPorts = async (): Promise<Ports> =>
  createAwsPorts({
    config: readConfig(process.env),
    kinds: await loadKinds(),
    shipped: beside('templates'),
    renderer: lazyRenderer(),
    workbooks: lazyWorkbooks(),
    faces: lazyFaces(beside('fonts')),
    picture: lazyPicture,
    clock: { now: () => Date.now() },
    log,
  });

type Handler<E, R> = (event: E, context: Context) => Promise<R>;

/** With the function's request in every line of its log, and its figures in CloudWatch's embedded format. */
const observed = <E, R>(handle: Handler<E, R>): Handler<E, R> =>
  middy<E, R>(handle)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { captureColdStartMetric: true })) as unknown as Handler<E, R>;

/** A stage that its queue wakes. */
export const onQueue = (stage: (ports: Ports) => SqsHandler): Handler<SQSEvent, SQSBatchResponse> => {
  const handler = atFirst(async () => stage(await openPorts()));
  return observed(async (event, context) => {
    const answer = await (await handler())(event, context);
    metrics.addMetric('Messages', MetricUnit.Count, event.Records.length);
    metrics.addMetric('MessagesFailed', MetricUnit.Count, answer.batchItemFailures.length);
    return answer;
  });
};

/** The dispatcher, which the ledger's stream wakes: only what is an event of a document goes on. */
export const onStream = (
  dispatch: (ports: Ports, events: readonly SealedEvent[]) => Promise<void>,
): Handler<DynamoDBStreamEvent, void> => {
  const ports = atFirst(openPorts);
  return observed(async ({ Records }) => {
    const images = Records.filter(({ eventName }) => eventName === 'INSERT').flatMap(({ dynamodb }) =>
      dynamodb?.NewImage?.PK?.S?.startsWith('D#') ? [dynamodb.NewImage as Item] : [],
    );
    const events = images.map(eventOf);
    if (events.length > 0) await dispatch(await ports(), events);
    metrics.addMetric('Events', MetricUnit.Count, events.length);
  });
};

/** The pages, behind an HTTP API. */
export const onHttp = (
  web: (
    ports: Ports,
    options: { readonly viewer: typeof viewer },
  ) => (request: WebRequest) => Promise<WebResponse>,
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const answer = atFirst(async () => web(await openPorts(), { viewer }));
  return observed(async (event) => {
    metrics.addMetric('Requests', MetricUnit.Count, 1);
    return resultOf(await (await answer())(requestOf(event)));
  });
};
