import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { stage as intake } from '../../functions/intake/handler.ts';

const message = (key: string, eventTime: string) =>
  ({
    Records: [
      {
        messageId: '1',
        body: JSON.stringify({ Records: [{ eventTime, s3: { object: { key: encodeURI(key) } } }] }),
      },
    ],
  }) as never;

/** Delivers a file that came in to the intake, as the queue does; false when it failed. */
export const takeIn = async (
  ports: EmbeddedPorts,
  key: string,
  at = '2026-11-23T02:00:00.000Z',
): Promise<boolean> => (await intake(ports)(message(key, at))).batchItemFailures.length === 0;
