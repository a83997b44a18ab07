import { createCalendar } from '../business/calendar.ts';
import { millisOf } from '../instant.ts';
import type { Context, Kind } from '../kind.ts';
import { open } from '../ledger/envelope.ts';
import type { Ports } from '../ports.ts';
import { type ReferenceEvent, type RequestRecord, referenceStream } from './events.ts';
import { pinFragments } from './fragments.ts';
import { type Commitment, readCommitted } from './personal.ts';
import { readPinned } from './records.ts';
import { currentTemplate } from './templates.ts';

/** What pins a document for ever: the same pins give the same context, today or in ten years. */
export type Pins = Pick<RequestRecord, 'today' | 'at' | 'company' | 'references' | 'templates' | 'records'>;

/** Reads a body of a stream. Throws `BODY_ALTERED`, `BODY_ERASED`. */
export const readBody = async (
  ports: Pick<Ports, 'files' | 'salts'>,
  stream: string,
  body: Commitment,
): Promise<unknown> => JSON.parse(new TextDecoder().decode(await readCommitted(ports, stream, body)));

const readReference = async (ports: Ports, kind: string, version: number): Promise<readonly unknown[]> => {
  const stream = referenceStream(kind);
  const events = (await ports.ledger.read(stream)).slice(0, version);
  return Promise.all(
    events.map((event) =>
      readBody(ports, stream, (open(event).data as unknown as ReferenceEvent['data']).body),
    ),
  );
};

/** Pins for a request that comes in now. */
export const pinNow = async (ports: Ports, kind: Kind, at: string, today: string): Promise<Pins> => {
  const { sha256: company } = await ports.company.current();
  const references: Record<string, number> = {};
  for (const id of kind.uses ?? [])
    references[id] = (await ports.ledger.read(referenceStream(id))).at(-1)?.ver ?? 0;
  const templates: Record<string, string> = {};
  for (const { template } of kind.type === 'document' ? kind.outputs : []) {
    const hash = await currentTemplate(ports, kind.id, template);
    templates[template] = hash;
    Object.assign(templates, await pinFragments(ports, kind.id, template, hash));
  }
  return { today, at, company, references, templates };
};

/** Loads contexts and keeps the last ones: thousands of requests of one file share theirs. */
export const createContexts = (ports: Ports) => {
  const kept = new Map<string, Promise<Omit<Context, 'at' | 'records'>>>();
  const load = async (kind: Kind, pins: Pins): Promise<Omit<Context, 'at' | 'records'>> => {
    const company = await ports.company.version(pins.company);
    const references: Record<string, readonly unknown[]> = {};
    for (const id of kind.uses ?? [])
      references[id] = await readReference(ports, id, pins.references[id] ?? 0);
    return { company, calendar: createCalendar(company.calendar), today: pins.today, references };
  };
  return async (kind: Kind, pins: Pins): Promise<Context> => {
    const key = JSON.stringify([kind.id, pins.today, pins.company, pins.references]);
    let context = kept.get(key);
    if (!context) {
      if (kept.size > 8) kept.clear();
      context = load(kind, pins);
      kept.set(key, context);
      context.catch(() => kept.delete(key));
    }
    const records = await readPinned(ports, pins.records);
    return { ...(await context), at: millisOf(pins.at), records };
  };
};
