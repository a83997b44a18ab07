import { open } from '../core/ledger/envelope.ts';
import { findDocument } from './document-page.ts';
import { json } from './http.ts';
import { documentsQuery } from './list-page.ts';
import { documentsVersion } from './version.ts';
import { type Answer, logFault } from './visit.ts';
import { inHouse, readingAs } from './who.ts';

/**
 * `GET /api/documents?state&kind&q&page&since`: `{version, changed, total, counts, rows}`. With `since`, the
 * version of an earlier answer, `rows` is empty when nothing has changed.
 */
export const documentsApi: Answer = async (visit) => {
  const { ports, request } = visit;
  const [{ rows, total }, counts] = await Promise.all([
    ports.views.list(documentsQuery(visit)),
    ports.views.counts(readingAs(visit)),
  ]);
  const version = documentsVersion(visit, rows, total, counts);
  const changed = request.query.get('since') !== version;
  return json(200, { version, changed, total, counts, rows: changed ? rows : [] });
};

/** `GET /api/documents/<number>?since`: `{version, changed, row, events}`, events without their data. */
export const documentApi: Answer = async (visit, id) => {
  const row = await findDocument(visit, id);
  if (row === undefined) return json(404, { error: visit.t('error.404') });
  const version = documentsVersion(visit, [row], 1, {});
  if (visit.request.query.get('since') === version) return json(200, { version, changed: false });
  const events = (await visit.ports.ledger.read(row.stream)).map((event) => {
    const { ver, type, ts, actor, prev } = open(event);
    return { ver, type, ts, actor, hash: event.hash, prev };
  });
  return json(200, { version, changed: true, row, events });
};

/** `GET /health`: 200 when the views answer; what is in them is for the house alone. */
export const health: Answer = async (visit) => {
  const { ports, now, who } = visit;
  try {
    const counts = await ports.views.counts(readingAs(visit));
    return json(200, { status: 'ok', at: new Date(now).toISOString(), ...(inHouse(who) && { counts }) });
  } catch (error) {
    logFault(ports, error);
    return json(503, { status: 'unavailable', at: new Date(now).toISOString() });
  }
};
