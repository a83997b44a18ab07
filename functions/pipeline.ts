import type { AnyEvent } from './core/document/events.ts';

/** What one function may take. */
export interface Limits {
  readonly name: string;
  readonly timeLimitSeconds: number;
  readonly memoryMb: number;
}

/** One stage: which ledger events wake it, and what its function may take. */
export interface Stage extends Limits {
  /** Ledger events that put a message on its queue; none when something outside wakes it. */
  readonly on: readonly AnyEvent['type'][];
  /** Most messages that one call gets. */
  readonly batch: number;
  /** Most calls at once in the cloud, 2 to 1000; one machine makes one at a time. */
  readonly maxConcurrency: number;
  /** Deliveries before a message becomes a dead letter. */
  readonly maxReceives: number;
  /** Its messages wait until this is there: a converter to PDF, a company profile without mistakes. */
  readonly needs?: 'renderer' | 'profile';
}

/** THE table. A document's life is its events; this says which event wakes which function. */
export const pipeline = [
  {
    name: 'intake',
    on: [],
    batch: 1,
    maxConcurrency: 10,
    timeLimitSeconds: 300,
    memoryMb: 2048,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'mail',
    on: ['mail.received', 'mail.released', 'intake.accepted', 'intake.rejected'],
    batch: 10,
    maxConcurrency: 10,
    timeLimitSeconds: 300,
    memoryMb: 1024,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'generate',
    on: ['document.received', 'document.revised'],
    batch: 49,
    // numbers of one series are claimed in turn: more callers only wait for each other
    maxConcurrency: 2,
    timeLimitSeconds: 120,
    memoryMb: 1024,
    maxReceives: 5,
  },
  {
    name: 'render',
    on: ['document.filled'],
    batch: 60,
    maxConcurrency: 10,
    timeLimitSeconds: 300,
    memoryMb: 3008,
    maxReceives: 5,
    needs: 'renderer',
  },
  {
    name: 'route',
    on: ['document.rendered'],
    batch: 49,
    maxConcurrency: 10,
    timeLimitSeconds: 300,
    memoryMb: 512,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'report',
    on: ['intake.accepted', 'intake.rejected', 'route.completed'],
    batch: 10,
    maxConcurrency: 2,
    timeLimitSeconds: 300,
    memoryMb: 1024,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'sign',
    on: ['task.signed', 'task.sealed', 'task.acknowledged', 'task.countersigned'],
    batch: 10,
    maxConcurrency: 10,
    timeLimitSeconds: 120,
    memoryMb: 1024,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'archive',
    on: ['route.completed', 'document.signed'],
    batch: 49,
    maxConcurrency: 10,
    timeLimitSeconds: 120,
    memoryMb: 512,
    maxReceives: 5,
  },
  {
    name: 'notify',
    on: [
      'company.recorded',
      'task.opened',
      'task.reassigned',
      'task.reminded',
      'task.escalated',
      'task.filled',
      'task.approved',
      'task.signed',
      'task.sealed',
      'task.acknowledged',
      'route.returned',
      'route.withdrawn',
      'route.expired',
      'document.voided',
      'notice.bounced',
      'document.archived',
    ],
    batch: 10,
    maxConcurrency: 5,
    timeLimitSeconds: 60,
    memoryMb: 512,
    maxReceives: 5,
    needs: 'profile',
  },
  {
    name: 'checkpoint',
    on: [],
    batch: 10,
    // one sequencer is enough, and two never disagree
    maxConcurrency: 2,
    timeLimitSeconds: 300,
    memoryMb: 1024,
    maxReceives: 5,
  },
] as const satisfies readonly Stage[];

export type StageName = (typeof pipeline)[number]['name'];

/** Functions that no queue feeds: the pages, and the one that takes the ledger's new events to views and stages. */
export const fronts = [
  { name: 'web', timeLimitSeconds: 29, memoryMb: 1024 },
  { name: 'dispatch', timeLimitSeconds: 60, memoryMb: 512 },
] as const satisfies readonly Limits[];

/** When the clock wakes a stage; what was missed while the machine was off is caught up once. */
export type Due =
  /** Once a day, `HH:MM`, Asia/Shanghai. */
  { readonly at: string } | { readonly everyMinutes: number };

export type Schedule = Due & { readonly name: string; readonly stage: StageName };

export const schedules: readonly Schedule[] = [
  { name: 'day', stage: 'route', at: '08:00' },
  // the kinds' own timetables: the profile says their times, and may change them any day
  { name: 'timetables', stage: 'report', everyMinutes: 5 },
  { name: 'morning', stage: 'notify', at: '08:30' },
  { name: 'checkpoint', stage: 'checkpoint', everyMinutes: 1 },
  { name: 'reconcile', stage: 'checkpoint', everyMinutes: 60 },
];

/** Stages that an event wakes. */
export const wokenBy = (type: string): readonly StageName[] =>
  pipeline.filter((stage) => (stage.on as readonly string[]).includes(type)).map(({ name }) => name);
