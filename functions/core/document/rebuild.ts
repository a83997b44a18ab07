import type { DocumentRow, Ports } from '../ports.ts';
import { rowOf } from './projection.ts';

/** Streams that are read at once. */
const PAGE = 200;

type Stores = Pick<Ports, 'ledger' | 'views'>;

/** Every stream of the ledger, once. */
const allStreams = async ({ ledger }: Stores): Promise<readonly string[]> => {
  const streams = new Set<string>();
  for (let after = ''; ; ) {
    const { events, cursor } = await ledger.feed(after, 1000);
    if (events.length === 0) return [...streams];
    for (const { stream } of events) streams.add(stream);
    after = cursor;
  }
};

/** Makes the views again out of nothing but the events; nothing else may write them meanwhile. Gives the rows. */
export const rebuildViews = async (
  stores: Stores,
  progress: (done: number, all: number) => void = () => undefined,
): Promise<number> => {
  const streams = await allStreams(stores);
  async function* pages(): AsyncGenerator<readonly DocumentRow[]> {
    for (let from = 0; from < streams.length; from += PAGE) {
      progress(from, streams.length);
      const found = await stores.ledger.readMany(streams.slice(from, from + PAGE));
      yield [...found.values()].map(rowOf).filter((row) => row !== undefined);
    }
  }
  await stores.views.replace(pages());
  return streams.length;
};
