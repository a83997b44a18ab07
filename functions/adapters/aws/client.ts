import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** Calls that one process has open at once. */
export const AT_ONCE = 50;

/**
 * A client that tries once: repeating is `createRetry`'s, in one place, because it must know what a lost answer
 * means. A call that hangs ends after 5 s.
 */
export const createDynamoClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: 5000,
      throwOnRequestTimeout: true,
      connectionTimeout: 1000,
      httpAgent: { maxSockets: AT_ONCE },
      httpsAgent: { maxSockets: AT_ONCE },
    },
    ...config,
  });
