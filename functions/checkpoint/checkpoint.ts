import type { Ports } from '../core/ports.ts';
import type { Scheduled, Work } from '../wiring.ts';
import { integrate, reconcile } from './integrate.ts';
import { publish } from './publish.ts';

const run = async (ports: Ports, messages: readonly Scheduled[]): Promise<void> => {
  if (messages.some(({ schedule }) => schedule === 'reconcile')) {
    const late = await reconcile(ports);
    if (late > 0) ports.log('LOG_RECONCILED', { events: late });
  }
  await integrate(ports);
  const size = await publish(ports);
  if (size !== undefined) ports.log('CHECKPOINT', { size });
};

/** The ledger's new events go into the Merkle log, and its head is signed. Messages at once are one job. */
export const checkpoint: Work<Scheduled> = (ports) => async (messages) => {
  try {
    await run(ports, messages);
    return new Map();
  } catch (fault) {
    return new Map(messages.map((_, index) => [index, fault]));
  }
};
