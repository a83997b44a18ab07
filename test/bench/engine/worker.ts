import { readFileSync, writeFileSync } from 'node:fs';
import type { Data, Start } from './peers/peer.ts';

/** One library in a process of its own. Times are CPU milliseconds (user and system) of the whole process. */
export interface Task {
  readonly module: string;
  readonly template: string;
  readonly data: string;
  readonly level: number;
  readonly output: string;
  /** Fills after which the peak of memory is read: as many for each library, or the fastest would do the most. */
  readonly fills: number;
  /** CPU milliseconds to spend on warm fills. */
  readonly budget: number;
  /** Module that measures the bare deflate of what was filled. */
  readonly deflate?: string;
}

export interface Figures {
  readonly import: number;
  /** Import, compile and first fill. */
  readonly cold: number;
  /** Median of a fill. */
  readonly warm: number;
  readonly peakMb: number;
  readonly bytes: number;
  readonly deflate?: number;
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Megabytes of memory at most. The usual figure (`maxRSS`) begins with what the parent held when it started this process. */
const peak = (): number =>
  Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

/** Medians of samples long enough for the clock; half the budget is spent before counting begins. */
const median = async (work: () => unknown, budget: number): Promise<number> => {
  const began = cpu();
  let fills = 0;
  do {
    await work();
    fills++;
  } while (cpu() - began < budget / 2);
  const each = (cpu() - began) / fills;
  const batch = Math.max(1, Math.ceil(10 / each));
  const samples: number[] = [];
  do {
    const start = cpu();
    for (let i = 0; i < batch; i++) await work();
    samples.push((cpu() - start) / batch);
  } while (cpu() - began < budget * 1.5);
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? 0;
};

const measure = async (task: Task): Promise<Figures> => {
  const job = {
    template: new Uint8Array(readFileSync(task.template)),
    path: task.template,
    data: JSON.parse(readFileSync(task.data, 'utf8')) as Data,
    level: task.level,
  };
  const began = cpu();
  const { start, startRepeated } = (await import(task.module)) as { start: Start; startRepeated?: Start };
  const imported = cpu();
  const once = start(job);
  const first = await once();
  const cold = cpu() - began;
  writeFileSync(task.output, first);
  const fill = startRepeated?.(job) ?? once;
  for (let i = 1; i < task.fills; i++) await fill();
  const peakMb = peak();
  const warm = await median(fill, task.budget);
  const figures = { import: imported - began, cold, warm, peakMb, bytes: first.length };
  if (task.deflate === undefined) return figures;
  const { bare } = (await import(task.deflate)) as typeof import('./deflate.ts');
  return { ...figures, deflate: await median(bare(job.template, first, task.level), task.budget) };
};

process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '') as Task)));
