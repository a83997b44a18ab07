import type { SealedEvent } from '../ledger/envelope.ts';
import type { Ports } from '../ports.ts';
import { codeOf } from '../result.ts';
import { externalOf } from '../routing/outsider.ts';
import { replayRoute } from '../routing/state.ts';
import { readBody } from './context.ts';
import { replay } from './document.ts';

/**
 * Name and address of somebody outside by his role of the route, `external:buyer`. Undefined where the request does
 * not say, or was erased: then nobody can be reached any more. Throws `BODY_ALTERED`.
 */
export const outsiderOf = async (
  ports: Pick<Ports, 'files' | 'salts'>,
  events: readonly SealedEvent[],
  role: string,
): Promise<{ readonly name: string; readonly address: string } | undefined> => {
  const document = replay(events);
  const stream = events[0]?.stream;
  if (document.status === 'absent' || stream === undefined) return undefined;
  try {
    return externalOf(replayRoute(events), role, await readBody(ports, stream, document.request.body));
  } catch (fault) {
    if (codeOf(fault) === 'BODY_ERASED') return undefined;
    throw fault;
  }
};
