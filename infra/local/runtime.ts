import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { DocketError, type Text } from '../../functions/core/result.ts';
import { stage as generate } from '../../functions/generate/handler.ts';
import { stage as intake } from '../../functions/intake/handler.ts';
import { stage as notify } from '../../functions/notify/handler.ts';
import { pipeline, type Stage, type StageName } from '../../functions/pipeline.ts';
import { stage as render } from '../../functions/render/handler.ts';
import type { SqsHandler } from '../../functions/wiring.ts';
import { feed, serve } from './feeder.ts';
import { sweep, watchInbox } from './watch.ts';

const STAGES: Readonly<Record<StageName, (ports: EmbeddedPorts) => SqsHandler>> = {
  intake,
  generate,
  render,
  notify,
};

const TICK_MS = 250;
const PROBE_MS = 30_000;

/** Lets a loop sleep until something happens, or for a tick. */
const createBell = () => {
  let ring: () => void = () => undefined;
  let rung = Promise.withResolvers<void>();
  ring = () => {
    rung.resolve();
    rung = Promise.withResolvers<void>();
  };
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      rung.promise.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  return { ring: () => ring(), wait };
};

export interface Runtime {
  /** Resolves when nothing waits any more (PDFs that wait for a missing renderer do not count). */
  idle(): Promise<void>;
  rendererReady(): boolean;
  stop(): Promise<void>;
}

/**
 * Runs the pipeline on this machine: the same handlers, fed with the events that AWS would send. `tell` gets what
 * a person must mend before work goes on.
 */
export const startRuntime = async (
  ports: EmbeddedPorts,
  data: string,
  tell: (text: Text) => void = () => undefined,
): Promise<Runtime> => {
  const bell = createBell();
  /** Loops whose last step found nothing to do, since any loop last found something. */
  const resting = new Set<string>();
  let stopped = false;
  let growing = 0;
  let ready = (await ports.renderer.probe()).ready;
  let profileFault: string | undefined;
  ports.queue.release();

  const loop = async (name: string, step: () => Promise<boolean>): Promise<void> => {
    while (!stopped) {
      const worked = await step().catch((fault: unknown) => {
        ports.log('LOOP_FAILED', { loop: name, fault: fault instanceof Error ? fault.name : 'FAULT' });
        return false;
      });
      if (worked) resting.clear();
      else resting.add(name);
      if (worked) bell.ring();
      // a turn for the web page and the other loops, also under full load
      else await bell.wait(TICK_MS);
      await new Promise(setImmediate);
    }
  };

  /** Somebody may save a broken profile at any time: nothing is made by it, and nothing is lost by it. */
  const profileReady = async (): Promise<boolean> => {
    try {
      await ports.company.current();
      profileFault = undefined;
      return true;
    } catch (fault) {
      if (!(fault instanceof DocketError)) throw fault;
      if (profileFault !== fault.text.en) tell(fault.text);
      profileFault = fault.text.en;
      return false;
    }
  };

  const has = async ({ name, needs }: Stage): Promise<boolean> => {
    if (needs === 'renderer') return ready;
    return needs !== 'profile' || ports.queue.waiting(name) === 0 || profileReady();
  };

  const serving = (stage: Stage, handler: SqsHandler) => async (): Promise<boolean> =>
    (await has(stage)) && serve(ports, stage, handler);

  const sweeping = async (): Promise<boolean> => {
    const found = await sweep(ports, data);
    growing = found.growing;
    return found.taken > 0;
  };

  const watcher = await watchInbox(data, bell.ring);
  const probing = setInterval(async () => {
    if (ready) return;
    ready = (await ports.renderer.probe()).ready;
  }, PROBE_MS);
  const loops = [
    loop('sweep', sweeping),
    loop('feed', () => feed(ports)),
    // a change of the profile counts when it is saved, not when the next file comes
    loop('profile', async () => (await profileReady()) && false),
    ...pipeline.map((stage) => loop(stage.name, serving(stage, STAGES[stage.name](ports)))),
  ];

  const waiting = (): number =>
    pipeline
      .filter(({ needs }: Stage) => (needs === 'renderer' ? ready : needs !== 'profile' || !profileFault))
      .reduce((sum, { name }) => sum + ports.queue.waiting(name), 0);

  const quiet = (): boolean => resting.size === loops.length && growing === 0 && waiting() === 0;

  return {
    rendererReady: () => ready,
    idle: async () => {
      while (!quiet()) await bell.wait(50);
    },
    stop: async () => {
      stopped = true;
      watcher?.close();
      clearInterval(probing);
      bell.ring();
      await Promise.all(loops);
      await ports.renderer.close();
      ports.database.close();
    },
  };
};
