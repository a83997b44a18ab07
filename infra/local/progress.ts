import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { type Counts, documentCounts } from '../../functions/core/document/counts.ts';
import { workOf } from '../../functions/core/document/states.ts';
import { pipeline } from '../../functions/pipeline.ts';
import { language } from './command.ts';

const WIDTH = 24;

const bar = (done: number, all: number): string => {
  const full = all === 0 ? 0 : Math.round((WIDTH * done) / all);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${all}`;
};

const line = (counts: Counts): string => {
  const { waiting, done } = workOf(counts);
  const filled = waiting.filled + done;
  const all = filled + waiting.received + waiting.numbered;
  return language === 'zh'
    ? `已填写 ${bar(filled, all)}  PDF ${done}`
    : `filled ${bar(filled, all)}  PDFs ${done}`;
};

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
    if (waiting) process.stderr.write(`\r\x1b[2K${line(documentCounts(await ports.views.counts()))}`);
  }, 500);
  return async () => {
    clearInterval(timer);
    process.stderr.write('\r\x1b[2K');
  };
};
