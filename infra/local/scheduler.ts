import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { addDays, businessDate } from '../../functions/core/business/dates.ts';
import { type Due, schedules } from '../../functions/pipeline.ts';

/** The last moment at or before now at which a schedule was due, milliseconds since the epoch. */
export const lastDue = (when: Due, now: number): number => {
  if ('everyMinutes' in when) return now - (now % (60_000 * when.everyMinutes));
  const { at } = when;
  const today = businessDate(now);
  const due = Date.parse(`${today}T${at}:00+08:00`);
  return due <= now ? due : Date.parse(`${addDays(today, -1)}T${at}:00+08:00`);
};

/**
 * Sends what is due, as EventBridge Scheduler does in the cloud. After a time off, what was missed is caught up
 * once; a new home misses nothing.
 */
export const runSchedules = async (ports: EmbeddedPorts): Promise<boolean> => {
  const { cursors, queue, clock } = ports;
  let sent = false;
  for (const schedule of schedules) {
    const name = `schedule/${schedule.name}`;
    const due = lastDue(schedule, clock.now());
    const before = cursors.get(name);
    if (before === due) continue;
    if (before !== undefined && before < due) {
      const time = new Date(due).toISOString();
      await queue.send(schedule.stage, [{ schedule: schedule.name, time }]);
      sent = true;
    }
    cursors.set(name, due);
  }
  return sent;
};
