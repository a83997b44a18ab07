import { generateKeyPairSync, sign } from 'node:crypto';
import { sameBytes } from '../../functions/core/ledger/bytes.ts';
import { seal } from '../../functions/core/ledger/envelope.ts';
import { formatVkey } from '../../functions/core/ledger/note.ts';
import type { Files, Ledger, LogHead, LogStore, Signer } from '../../functions/core/ports.ts';
import { DocketError } from '../../functions/core/result.ts';

const error = (code: string): DocketError => new DocketError(code, { zh: code, en: code });

/** Called before and after every call of a store: here a test delays, reorders and kills. */
export type Step = (name: string) => Promise<void>;

const guarded =
  <A extends readonly unknown[], R>(step: Step, name: string, work: (...args: A) => R) =>
  async (...args: A): Promise<R> => {
    await step(`before ${name}`);
    const result = work(...args);
    await step(`after ${name}`);
    return result;
  };

/** What a log needs, in memory, shared by any number of sequencers that each have their own steps. */
export const memoryLog = () => {
  const files = new Map<string, Uint8Array>();
  const events = [...seal('s', undefined, [], { key: 'k', actor: 'a', at: 0 })];
  const batches: { start: number; entries: readonly string[] }[] = [];
  let head: LogHead = { size: 0, frontier: [], cursor: '' };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const announced: Uint8Array[] = [];

  const append = (count: number, at: number): void => {
    for (let n = 0; n < count; n += 1)
      events.push(...seal('s', events.at(-1), [{ type: 't', data: { n } }], { key: 'k', actor: 'a', at }));
  };

  const put = (key: string, bytes: Uint8Array): void => {
    const there = files.get(key);
    if (there && !sameBytes(there, bytes)) throw error('FILE_EXISTS');
    files.set(key, bytes);
  };

  const swap = (key: string, before: Uint8Array | undefined, after: Uint8Array): boolean => {
    const there = files.get(key);
    const same = there && before ? sameBytes(there, before) : there === before;
    if (same) {
      files.set(key, after);
      announced.push(after);
    }
    return same;
  };

  const get = (key: string): Uint8Array => {
    const there = files.get(key);
    if (!there) throw error('FILE_NOT_FOUND');
    return there;
  };

  const commit: (...args: Parameters<LogStore['commit']>) => 'committed' | 'conflict' = (
    before,
    after,
    entries,
  ) => {
    if (head.size !== before.size || head.cursor !== before.cursor) return 'conflict';
    if (entries.length > 0) batches.push({ start: before.size, entries });
    head = after;
    return 'committed';
  };

  const feed = (after: string, limit: number) => {
    const from = Number(after);
    const page = events.slice(from, from + limit);
    return { events: page, cursor: String(from + page.length) };
  };

  const stores = (step: Step) => ({
    clock: { now: () => 10 * 60_000 },
    ledger: { feed: guarded(step, 'feed', feed) } as unknown as Ledger,
    logStore: {
      head: guarded(step, 'head', () => head),
      commit: guarded(step, 'commit', commit),
      batches: async function* (from: number) {
        await step('batches');
        yield* batches.filter(({ start, entries }) => start + entries.length > from);
      },
    } satisfies LogStore,
    files: {
      put: guarded(step, 'put', put),
      get: guarded(step, 'get', get),
      find: guarded(step, 'find', (key: string) => {
        const there = files.get(key);
        return there && { key, size: there.length };
      }),
      swap: guarded(step, 'swap', swap),
    } as unknown as Files,
    // not deterministic: two signatures of one text differ, as those of a key management service do
    signer: {
      vkey: async () => formatVkey('log.example', 'p256', spki),
      sign: guarded(step, 'sign', (message: Uint8Array) => sign('sha256', message, privateKey)),
    } satisfies Signer,
  });

  return {
    files,
    events,
    batches,
    announced,
    append,
    stores,
    head: () => head,
    setHead: (to: LogHead): void => {
      head = to;
    },
  };
};

export type MemoryStores = ReturnType<ReturnType<typeof memoryLog>['stores']>;
