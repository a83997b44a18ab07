import { record } from '../core/document/append.ts';
import { replay } from '../core/document/document.ts';
import type { Filled } from '../core/document/events.ts';
import { DocketError } from '../core/result.ts';
import type { WakeUp, Work } from '../wiring.ts';
import { createFiller } from './fill.ts';
import { number } from './number.ts';

interface Made {
  readonly stream: string;
  readonly filled: Filled;
}

/** Documents whose files are written at the same time: enough to keep the disk busy, few enough to stay small. */
const AT_ONCE = 8;

const notNumbered = (): DocketError =>
  new DocketError('NOT_NUMBERED', {
    zh: '无法编号：单据类型未知，或公司资料的存档不可读',
    en: 'no number: the kind is unknown or the kept company profile cannot be read',
  });

/** Received requests become numbered, filled, filed documents. */
export const generate: Work<WakeUp> = (ports) => {
  const fill = createFiller(ports);

  const make = async (stream: string, faults: Map<string, unknown>): Promise<Made | undefined> => {
    try {
      const state = replay(await ports.ledger.read(stream));
      if (state.status === 'received') throw notNumbered();
      return state.status === 'numbered' ? { stream, filled: await fill(stream, state) } : undefined;
    } catch (fault) {
      faults.set(stream, fault);
      return undefined;
    }
  };

  const keep = async (made: readonly Made[]): Promise<void> => {
    const at = ports.clock.now();
    await record(
      ports.ledger,
      made.map(({ stream, filled }) => ({
        stream,
        decide: (events) => {
          const state = replay(events);
          const open = state.status === 'numbered' && state.request.revision === filled.revision;
          return { drafts: open ? [{ type: 'document.filled', data: filled }] : [], result: undefined };
        },
        cause: { key: `generate/fill/${filled.revision}`, actor: 'docket/generate', at },
      })),
    );
  };

  return async (messages) => {
    const streams = [...new Set(messages.map(({ stream }) => stream))];
    const faults = new Map<string, unknown>();
    await number(ports, streams);
    const made: (Made | undefined)[] = [];
    for (let from = 0; from < streams.length; from += AT_ONCE)
      made.push(
        ...(await Promise.all(streams.slice(from, from + AT_ONCE).map((stream) => make(stream, faults)))),
      );
    await keep(made.filter((one) => one !== undefined));
    return new Map(
      messages.flatMap(({ stream }, index) =>
        faults.has(stream) ? [[index, faults.get(stream)] as const] : [],
      ),
    );
  };
};
