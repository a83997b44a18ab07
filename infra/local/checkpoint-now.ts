import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { stage as checkpoint } from '../../functions/checkpoint/handler.ts';
import { CHECKPOINT_KEY } from '../../functions/core/ledger/log.ts';
import { DocketError } from '../../functions/core/result.ts';
import { pipeline } from '../../functions/pipeline.ts';
import { type Faults, serve, withFaults } from './feeder.ts';
import { lockData, runsIn } from './lock.ts';

const PATIENCE_MS = 30_000;

const NAME = 'checkpoint';

const failed = (code: string): DocketError =>
  new DocketError('CHECKPOINT_FAILED', {
    zh: `检查点未能签发（${code}）；请用 docket verify 核对台账`,
    en: `no checkpoint could be signed (${code}); docket verify tells what is wrong`,
  });

/** Entries that the latest checkpoint signed; 0 without one. */
const signedSize = async ({ files }: EmbeddedPorts): Promise<number> => {
  if ((await files.find(CHECKPOINT_KEY)) === undefined) return 0;
  const [, size] = new TextDecoder().decode(await files.get(CHECKPOINT_KEY)).split('\n');
  return Number(size);
};

/** The stage does its work in this process. */
const serveHere = async (ports: EmbeddedPorts, data: string): Promise<void> => {
  const stage = pipeline.find(({ name }) => name === NAME);
  if (stage === undefined) return;
  const unlock = lockData(data);
  const faults: Faults = new Map();
  let first: string | undefined;
  const noting = withFaults(ports, faults);
  const handler = checkpoint({
    ...noting,
    log: (code, detail) => {
      noting.log(code, detail);
      if (code === 'MESSAGE_FAILED') first ??= String(detail?.fault);
    },
  });
  try {
    await serve(ports, { stage, handler, faults, stillThere: async () => true });
  } finally {
    unlock();
  }
  if (first !== undefined) throw failed(first);
};

/**
 * Signs the log with every event that is there now: by the pipeline that runs on the folder, or here when none does.
 * Gives the entries that are signed. Throws `CHECKPOINT_FAILED`.
 */
export const checkpointNow = async (ports: EmbeddedPorts, data: string): Promise<number> => {
  const events = Number(ports.database.prepare('SELECT count(*) AS n FROM events').get()?.n);
  const time = new Date(ports.clock.now()).toISOString();
  await ports.queue.send(NAME, [{ schedule: 'now', time }]);
  if (!runsIn(data)) await serveHere(ports, data);
  for (const end = Date.now() + PATIENCE_MS; ; await pause(50)) {
    const size = await signedSize(ports);
    if (size >= events) return size;
    if (Date.now() > end) throw failed('TIMEOUT');
  }
};
