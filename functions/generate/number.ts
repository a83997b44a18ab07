import { recordNumbered } from '../core/document/append.ts';
import { replay } from '../core/document/document.ts';
import type { RequestRecord } from '../core/document/events.ts';
import { NUMBER_BATCH } from '../core/ledger/limits.ts';
import { numberOf } from '../core/ledger/series.ts';
import type { Ports } from '../core/ports.ts';

/** `YH-QT-2026`: company prefix, kind, business year in Asia/Shanghai. Undefined when nobody knows the kind. */
const seriesOf = async (ports: Ports, request: RequestRecord): Promise<string | undefined> => {
  const kind = ports.kinds.get(request.kind);
  if (kind?.type !== 'document') return undefined;
  const { numberPrefix } = await ports.company.version(request.company);
  return [numberPrefix, kind.series, request.today.slice(0, 4)].filter(Boolean).join('-');
};

/** Gives every stream that is received and has no number yet the next one of its series. */
export const number = async (ports: Ports, streams: readonly string[]): Promise<void> => {
  const bySeries = new Map<string, string[]>();
  for (const [stream, events] of await ports.ledger.readMany(streams)) {
    const state = replay(events);
    if (state.status !== 'received') continue;
    // what cannot be numbered stays received: it fails alone, in its own turn
    const series = await seriesOf(ports, state.request).catch(() => undefined);
    if (series) bySeries.set(series, [...(bySeries.get(series) ?? []), stream]);
  }
  const cause = { key: 'generate/number', actor: 'docket/generate', at: ports.clock.now() };
  for (const [series, members] of bySeries)
    for (let from = 0; from < members.length; from += NUMBER_BATCH)
      await recordNumbered(
        ports.ledger,
        series,
        members.slice(from, from + NUMBER_BATCH).map((stream) => ({
          stream,
          decide: (events, n) =>
            replay(events).status === 'received'
              ? { type: 'document.numbered', data: { number: numberOf(series, n), series, n } }
              : undefined,
          cause,
        })),
      );
};
