import type { Calendar } from '../core/business/calendar.ts';
import { createCalendar } from '../core/business/calendar.ts';
import { addDays, businessDate } from '../core/business/dates.ts';
import { record } from '../core/document/append.ts';
import { type ScheduleEvent, scheduleStream } from '../core/document/events.ts';
import { millisOf } from '../core/instant.ts';
import type { DocumentKind, Timetable } from '../core/kind.ts';
import { open, type SealedEvent } from '../core/ledger/envelope.ts';
import type { Ports } from '../core/ports.ts';
import { codeOf } from '../core/result.ts';
import type { Scheduled } from '../wiring.ts';
import { make } from './make.ts';

const isDue = (days: Timetable['days'], day: string, calendar: Calendar): boolean => {
  if (days === 'all') return true;
  if (!calendar.isWorkingDay(day)) return false;
  return days === 'working' || calendar.addWorkingDays(day, -1).slice(0, 7) !== day.slice(0, 7);
};

const momentOf = (day: string, at: string): number => Date.parse(`${day}T${at}:00+08:00`);

/** The last day whose time is over. */
const lastDay = (at: string, now: number): string => {
  const today = businessDate(now);
  return momentOf(today, at) <= now ? today : addDays(today, -1);
};

const passedIn = (events: readonly SealedEvent[]): string | undefined => {
  const last = events.at(-1);
  return last && (open(last).data as unknown as ScheduleEvent['data']).day;
};

const pass = (ports: Ports, data: ScheduleEvent['data']): Promise<readonly undefined[]> =>
  record(ports.ledger, [
    {
      stream: scheduleStream(data.kind),
      decide: (events) => {
        const before = passedIn(events);
        const isNew = before === undefined || before < data.day;
        return { drafts: isNew ? [{ type: 'schedule.passed', data }] : [], result: undefined };
      },
      cause: { key: `schedule/${data.day}`, actor: 'docket/report', at: ports.clock.now() },
    },
  ]);

/** Every day of one timetable that is over and was not seen to, oldest first; a new timetable has missed nothing. */
const catchUp = async (ports: Ports, kind: DocumentKind, table: Timetable, now: number): Promise<void> => {
  const { company } = await ports.company.current();
  const calendar = createCalendar(company.calendar);
  const at = table.at(company);
  const until = lastDay(at, now);
  const since = passedIn(await ports.ledger.read(scheduleStream(kind.id)));
  if (since === undefined) {
    await pass(ports, { kind: kind.id, day: until, upload: null });
    return;
  }
  for (let day = since; day < until; ) {
    day = addDays(day, 1);
    if (!isDue(table.days, day, calendar)) continue;
    const upload = await make(ports, {
      kind,
      at: momentOf(day, at),
      about: [day],
      name: day,
      looks: table.looks ?? (() => []),
      requests: table.requests,
      followsRecords: false,
    });
    await pass(ports, { kind: kind.id, day, upload });
  }
};

/** Brings every timetable up to the moment; one that fails does not hold up the others. */
export const passTimetables = async (ports: Ports, { time }: Scheduled): Promise<void> => {
  let failed: unknown;
  for (const kind of ports.kinds.values()) {
    if (kind.type !== 'document' || kind.timetable === undefined) continue;
    try {
      await catchUp(ports, kind, kind.timetable, millisOf(time));
    } catch (fault) {
      failed = fault;
      ports.log('TIMETABLE_FAILED', { kind: kind.id, fault: codeOf(fault) });
    }
  }
  if (failed !== undefined) throw failed;
};
