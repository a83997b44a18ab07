import { describe, expect, it } from 'vitest';
import { chance } from '../../test/support/chance.ts';
import { type MemoryStores, memoryLog, type Step } from '../../test/support/memory-log.ts';
import { hexOf } from '../core/ledger/bytes.ts';
import { openCheckpoint } from '../core/ledger/checkpoint.ts';
import { CHECKPOINT_KEY, CHECKPOINTS, checkpointKey, entryOf } from '../core/ledger/log.ts';
import { EMPTY_ROOT, Frontier, leafHash } from '../core/ledger/merkle.ts';
import { parseVkey } from '../core/ledger/note.ts';
import { integrate, reconcile } from './integrate.ts';
import { publish } from './publish.ts';

const free: Step = async () => undefined;

const sequence = async (stores: MemoryStores): Promise<number | undefined> => {
  await integrate(stores);
  return publish(stores);
};

/** What a log says of itself: every checkpoint is signed, is the tree of its size, and the latest never went back. */
const holds = async (log: ReturnType<typeof memoryLog>): Promise<void> => {
  const key = parseVkey(await log.stores(free).signer.vkey());
  if (!key.ok) throw new Error(key.error.en);
  const frontier = new Frontier();
  const roots = [hexOf(EMPTY_ROOT)];
  for (const entry of log.batches.flatMap(({ entries }) => entries)) {
    frontier.push(leafHash(entry));
    roots.push(hexOf(frontier.root()));
  }
  for (const [path, note] of log.files) {
    if (!path.startsWith(CHECKPOINTS)) continue;
    const opened = openCheckpoint(note, key.value);
    expect(opened).toMatchObject({ ok: true });
    if (!opened.ok) continue;
    expect(path).toBe(checkpointKey(opened.value.size));
    expect(hexOf(opened.value.root)).toBe(roots[opened.value.size]);
  }
  const sizes = log.announced.map((note) => {
    const opened = openCheckpoint(note, key.value);
    return opened.ok ? opened.value.size : -1;
  });
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
};

const logged = (log: ReturnType<typeof memoryLog>): string[] => log.batches.flatMap(({ entries }) => entries);

describe('the sequencer', () => {
  it('logs every event once, in order, and says nothing when there is nothing new', async () => {
    const log = memoryLog();
    log.append(2500, 0);
    expect(await sequence(log.stores(free))).toBe(2500);
    expect(logged(log)).toEqual(log.events.map(entryOf));
    expect(log.batches.map(({ entries }) => entries.length)).toEqual([1000, 1000, 500]);
    expect(await sequence(log.stores(free))).toBeUndefined();
    log.append(1, 0);
    expect(await sequence(log.stores(free))).toBe(2501);
    await holds(log);
  });

  it('completes what a process left half done, at every point where it can die', async () => {
    for (let point = 0; ; point += 1) {
      const log = memoryLog();
      log.append(3, 0);
      await sequence(log.stores(free));
      log.append(300, 0);
      let at = 0;
      const dying: Step = async () => {
        at += 1;
        if (at > point) throw new Error('killed');
      };
      const died = await sequence(log.stores(dying)).then(
        () => false,
        () => true,
      );
      log.append(1, 0);
      await sequence(log.stores(free));
      expect(logged(log)).toEqual(log.events.map(entryOf));
      expect(log.files.has(checkpointKey(304))).toBe(true);
      await holds(log);
      if (!died) break;
    }
  });
});

/** Lets one call of one sequencer through at a time, in an order that chance decides; some are killed. */
const interleaved = async (seed: number): Promise<ReturnType<typeof memoryLog>> => {
  const pick = chance(seed);
  const log = memoryLog();
  const gates: { go: () => void; kill: () => void }[] = [];
  const step: Step = () =>
    new Promise((go, kill) => gates.push({ go, kill: () => kill(new Error('killed')) }));
  let running = 0;
  const start = (): void => {
    running += 1;
    sequence(log.stores(step))
      .catch((fault: unknown) => {
        if (!(fault instanceof Error && fault.message === 'killed')) throw fault;
      })
      .finally(() => {
        running -= 1;
      });
  };
  log.append(1 + pick(300), 0);
  for (let n = 0; n < 3; n += 1) start();
  let extra = 3;
  while (running > 0) {
    await new Promise(setImmediate);
    if (extra > 0 && pick(20) === 0) {
      extra -= 1;
      log.append(1 + pick(3), 0);
      start();
    }
    const [gate] = gates.splice(pick(gates.length), 1);
    if (gate) (pick(60) === 0 ? gate.kill : gate.go)();
  }
  return log;
};

describe('sequencers at once', () => {
  it('never equivocate: one history, one root for each size, whatever the order and whoever dies', async () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const log = await interleaved(seed);
      await holds(log);
      await sequence(log.stores(free));
      expect(logged(log)).toEqual(log.events.map(entryOf));
      await holds(log);
    }
  });
});

describe('what was signed binds', () => {
  const signedLog = async () => {
    const log = memoryLog();
    log.append(5, 0);
    await sequence(log.stores(free));
    return log;
  };

  it('a database that was rolled back gets no signature', async () => {
    const log = await signedLog();
    log.batches.length = 0;
    log.setHead({ size: 0, frontier: [], cursor: '' });
    log.events.length = 2;
    await expect(sequence(log.stores(free))).rejects.toThrow('LOG_ROLLED_BACK');
  });

  it('nor does another history that has grown past it', async () => {
    const log = await signedLog();
    log.batches.length = 0;
    log.setHead({ size: 0, frontier: [], cursor: '' });
    log.events.splice(0, 1);
    log.append(9, 0);
    await expect(sequence(log.stores(free))).rejects.toThrow('LOG_DAMAGED');
    expect([...log.files.keys()].filter((key) => key.startsWith(CHECKPOINTS))).toEqual([checkpointKey(5)]);
  });

  it('nor a head whose frontier was edited', async () => {
    const log = await signedLog();
    const head = log.head();
    log.setHead({
      ...head,
      frontier: head.frontier.map((hash) => hash.replace(/^./, (c) => (c === '0' ? '1' : '0'))),
    });
    await expect(publish(log.stores(free))).rejects.toThrow('LOG_DAMAGED');
  });

  it('nor a log with another key', async () => {
    const log = await signedLog();
    const stores = { ...log.stores(free), signer: memoryLog().stores(free).signer };
    await expect(publish(stores)).rejects.toThrow('KEY_CHANGED');
  });

  it('a checkpoint that somebody forged is not taken for the latest', async () => {
    const log = await signedLog();
    const note = log.files.get(CHECKPOINT_KEY)!;
    log.files.set(CHECKPOINT_KEY, note.with(20, note[20]! ^ 1));
    log.append(1, 0);
    await expect(sequence(log.stores(free))).rejects.toThrow('CHECKPOINT_FORGED');
  });
});

describe('the reconciler', () => {
  it('feeds what is older than five minutes and not in the log, once, and leaves what is younger', async () => {
    const log = memoryLog();
    log.append(3, 0);
    log.append(2, 9 * 60_000);
    log.setHead({ size: 0, frontier: [], cursor: '5' });
    const stores = log.stores(free);
    expect(await reconcile(stores)).toBe(3);
    expect(await reconcile(stores)).toBe(0);
    expect(logged(log)).toEqual(log.events.slice(0, 3).map(entryOf));
    await publish(stores);
    await holds(log);
  });

  it('does not log again what the sequencer logs while it looks', async () => {
    const log = memoryLog();
    log.append(3, 0);
    let feeds = 0;
    const busy: Step = async (name) => {
      if (name !== 'after feed') return;
      feeds += 1;
      // written in between, and old already
      if (feeds === 2) log.append(2, 0);
    };
    await reconcile(log.stores(busy));
    await integrate(log.stores(free));
    expect(logged(log)).toEqual(log.events.map(entryOf));
  });
});
