import { project, rowOf } from '../core/document/projection.ts';
import { open, type SealedEvent } from '../core/ledger/envelope.ts';
import type { DocumentRow, Ports } from '../core/ports.ts';
import { wokenBy } from '../pipeline.ts';
import type { WakeUp } from '../wiring.ts';

const projectAll = async (ports: Ports, events: readonly SealedEvent[]): Promise<void> => {
  const rows = new Map<string, DocumentRow | undefined>();
  for (const event of events) {
    const { stream } = event;
    if (!rows.has(stream)) rows.set(stream, await ports.views.get(stream));
    const row = rows.get(stream);
    // the feed's order is nearly that of the versions: what came too early is told by the whole stream
    const inTurn = event.ver <= (row?.ver ?? 0) + 1;
    rows.set(stream, inTurn ? project(row, open(event)) : rowOf(await ports.ledger.read(stream)));
  }
  await ports.views.put([...rows.values()].filter((row) => row !== undefined));
};

/** Takes the ledger's feed on: every event into the views and, by the pipeline table, to the stages it wakes. */
export const dispatch = async (ports: Ports, events: readonly SealedEvent[]): Promise<void> => {
  await projectAll(ports, events);
  const byStage = new Map<string, WakeUp[]>();
  for (const { stream, ver, type } of events)
    for (const stage of wokenBy(type))
      byStage.set(stage, [...(byStage.get(stage) ?? []), { stream, ver, type }]);
  for (const [stage, messages] of byStage) await ports.queue.send(stage, messages);
};
