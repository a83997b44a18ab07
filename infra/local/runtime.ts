import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { stage as archive } from '../../functions/archive/handler.ts';
import { stage as checkpoint } from '../../functions/checkpoint/handler.ts';
import { codeOf, DocketError, type Text } from '../../functions/core/result.ts';
import { stage as generate } from '../../functions/generate/handler.ts';
import { stage as intake } from '../../functions/intake/handler.ts';
import { stage as mail } from '../../functions/mail/handler.ts';
import { stage as notify } from '../../functions/notify/handler.ts';
import { pipeline, type Stage, type StageName } from '../../functions/pipeline.ts';
import { stage as render } from '../../functions/render/handler.ts';
import { stage as report } from '../../functions/report/handler.ts';
import { stage as route } from '../../functions/route/handler.ts';
import { stage as sign } from '../../functions/sign/handler.ts';
import type { SqsHandler } from '../../functions/wiring.ts';
import { type Faults, feed, type Serving, serve, withFaults } from './feeder.ts';
import { runSchedules } from './scheduler.ts';
import { type Sweep, sweep, watchInbox } from './watch.ts';

const STAGES: Readonly<Record<StageName, (ports: EmbeddedPorts) => SqsHandler>> = {
  intake,
  mail,
  generate,
  render,
  route,
  report,
  sign,
  archive,
  notify,
  checkpoint,
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
  /** Something here did not work and is not told by a rejected file or a dead letter: a full disk, a locked file. */
  faulty(): boolean;
  stop(): Promise<void>;
}

/** How long a file may go on growing before `idle` gives up on it. */
const GROWING_MS = 60_000;

/** Tells once when the profile breaks and knows whether it is whole. */
const watchProfile = (ports: EmbeddedPorts, tell: (text: Text) => void) => {
  let fault: string | undefined;
  const check = async (): Promise<boolean> => {
    try {
      await ports.company.current();
      fault = undefined;
    } catch (thrown) {
      if (!(thrown instanceof DocketError)) throw thrown;
      if (fault !== thrown.text.en) tell(thrown.text);
      fault = thrown.text.en;
    }
    return fault === undefined;
  };
  return { check, broken: () => fault !== undefined };
};

/** Looks for the renderer at start, every half minute, and whenever a rendering failed. */
const watchRenderer = async (ports: EmbeddedPorts) => {
  let ready = false;
  const check = async (): Promise<boolean> => {
    ready = (await ports.renderer.probe()).ready;
    return ready;
  };
  await check();
  const timer = setInterval(() => void check(), PROBE_MS);
  return { check, ready: () => ready, stop: () => clearInterval(timer) };
};

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
  const profile = watchProfile(ports, tell);
  const renderer = await watchRenderer(ports);
  /** Loops whose last step found nothing to do, since any loop last found something. */
  const resting = new Set<string>();
  const failing = new Set<string>();
  let stopped = false;
  let seen: Sweep = { taken: 0, growing: 0, failed: 0 };
  ports.queue.release();

  const loop = async (name: string, step: () => Promise<boolean>): Promise<void> => {
    while (!stopped) {
      const worked = await step().then(
        (did) => {
          failing.delete(name);
          return did;
        },
        (fault: unknown) => {
          failing.add(name);
          ports.log('LOOP_FAILED', { loop: name, fault: codeOf(fault) });
          return false;
        },
      );
      if (worked) resting.clear();
      else resting.add(name);
      if (worked) bell.ring();
      else await bell.wait(TICK_MS);
      // a turn for the web page and the other loops, also under full load
      await new Promise(setImmediate);
    }
  };

  const stillThere = async ({ needs }: Stage): Promise<boolean> => {
    if (needs === 'renderer') return renderer.check();
    return needs !== 'profile' || profile.check();
  };

  const serving = (stage: Stage) => {
    const faults: Faults = new Map();
    const handler = STAGES[stage.name as StageName](withFaults(ports, faults));
    const work: Serving = { stage, handler, faults, stillThere: () => stillThere(stage) };
    return async (): Promise<boolean> => {
      if (ports.queue.waiting(stage.name) === 0) return false;
      const there = stage.needs === 'renderer' ? renderer.ready() : await stillThere(stage);
      return there && (await serve(ports, work)) !== 'nothing';
    };
  };

  const sweeping = async (): Promise<boolean> => {
    seen = await sweep(ports, data);
    return seen.taken > 0;
  };

  /** What is stopped in good order leaves nothing that is not in the log; a fault waits for the next start. */
  const lastCheckpoint = async (): Promise<void> => {
    const stage = pipeline.find(({ name }) => name === 'checkpoint');
    if (stage === undefined) return;
    const time = new Date(ports.clock.now()).toISOString();
    await ports.queue.send(stage.name, [{ schedule: 'stop', time }]);
    await serving(stage)();
  };

  const watcher = await watchInbox(data, bell.ring);
  const loops = [
    loop('sweep', sweeping),
    loop('feed', () => feed(ports)),
    loop('schedule', () => runSchedules(ports)),
    // a change of the profile counts when it is saved, not when the next file comes
    loop('profile', async () => (await profile.check()) && false),
    ...pipeline.map((stage) => loop(stage.name, serving(stage))),
  ];

  const waiting = (): number =>
    pipeline
      .filter(({ needs }: Stage) =>
        needs === 'renderer' ? renderer.ready() : needs !== 'profile' || !profile.broken(),
      )
      .reduce((sum, { name }) => sum + ports.queue.waiting(name), 0);

  const quiet = (): boolean => resting.size === loops.length && waiting() === 0;

  return {
    rendererReady: renderer.ready,
    faulty: () => failing.size > 0 || profile.broken() || seen.growing + seen.failed > 0,
    idle: async () => {
      // what was dropped just before counts: every loop looks once more
      resting.clear();
      for (let since = performance.now(); !stopped; ) {
        if (!quiet()) since = performance.now();
        else if (seen.growing === 0 || performance.now() - since > GROWING_MS) return;
        await bell.wait(50);
      }
    },
    stop: async () => {
      stopped = true;
      watcher?.close();
      renderer.stop();
      bell.ring();
      // ends a conversion that hangs; its messages are released at the next start
      await ports.renderer.close();
      await Promise.all(loops);
      await lastCheckpoint();
      ports.database.close();
    },
  };
};
