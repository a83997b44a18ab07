import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { pipeline } from '../../functions/pipeline.ts';
import { language } from './command.ts';

const WIDTH = 24;

const STATES = ['received', 'numbered', 'filled', 'rendered'] as const;

interface Counts {
  readonly received: number;
  readonly filled: number;
  readonly rendered: number;
}

const countDocuments = async (ports: EmbeddedPorts): Promise<Counts> => {
  const counts = { received: 0, numbered: 0, filled: 0, rendered: 0 };
  for (const [name, n] of Object.entries(await ports.views.counts())) {
    const state = STATES.find((one) => name.endsWith(`:${one}`));
    if (state) counts[state] += n;
  }
  const filled = counts.filled + counts.rendered;
  return { received: filled + counts.received + counts.numbered, filled, rendered: counts.rendered };
};

const bar = (done: number, all: number): string => {
  const full = all === 0 ? 0 : Math.round((WIDTH * done) / all);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${all}`;
};

const line = ({ received, filled, rendered }: Counts): string =>
  language === 'zh'
    ? `已填写 ${bar(filled, received)}  PDF ${rendered}`
    : `filled ${bar(filled, received)}  PDFs ${rendered}`;

/** Shows a bar on a terminal while one long piece of work goes on, and clears it; nothing where nobody looks. */
export const withBar = async <T>(
  work: (show: (done: number, all: number) => void) => Promise<T>,
): Promise<T> => {
  const terminal = process.stderr.isTTY;
  try {
    return await work((done, all) => {
      if (terminal) process.stderr.write(`\r\x1b[2K${bar(done, all)}`);
    });
  } finally {
    if (terminal) process.stderr.write('\r\x1b[2K');
  }
};

/** Shows on a terminal how far the work is; gives a function that ends it and clears the line. */
export const trackProgress = (ports: EmbeddedPorts): (() => Promise<void>) => {
  if (!process.stderr.isTTY) return async () => undefined;
  const timer = setInterval(async () => {
    const waiting = pipeline.some(({ name }) => ports.queue.waiting(name) > 0);
    if (waiting) process.stderr.write(`\r\x1b[2K${line(await countDocuments(ports))}`);
  }, 500);
  return async () => {
    clearInterval(timer);
    process.stderr.write('\r\x1b[2K');
  };
};
