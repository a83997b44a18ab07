import { noteSender } from '../core/access/senders.ts';
import { safeName } from '../core/document/file-name.ts';
import { fragmentsFolder, TEMPLATES, templatesFolder } from '../core/document/upload.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { DocumentRow } from '../core/ports.ts';
import { json, multipartOf, seeOther, UPLOAD_BODY_LIMIT, UPLOAD_LIMIT, type WebResponse } from './http.ts';
import { failure } from './layout.ts';
import { isTemplate, readProblems, uploadFiles } from './problems.ts';
import { type Answer, documentKinds, readers, rowHref, type Visit } from './visit.ts';

const tooLarge = ({ headers, body }: Visit['request'], limit = UPLOAD_LIMIT): boolean =>
  body.byteLength > limit || Number(headers['content-length'] ?? 0) > limit;

/** A kind, or the folder of its templates; empty where intake is to recognise it. */
const folderKnown = (visit: Visit, folder: string): boolean =>
  ['', TEMPLATES].includes(folder) ||
  visit.ports.kinds.has(folder) ||
  documentKinds(visit).some(({ id }) => [templatesFolder(id), fragmentsFolder(id)].includes(folder));

const refusal = (status: 400 | 413, visit: Visit): WebResponse =>
  json(status, { error: visit.t(`error.${status}`), fix: visit.t(`error.${status}.hint`) });

/** Who is signed in sees afterwards what became of his file. */
const send = async (
  { ports, who, now }: Visit,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<string> => {
  if (who.person) await noteSender(ports, sha256(bytes), who.person.id, now);
  return ports.inbox.put(folder, name, bytes);
};

/** `PUT /api/uploads?name=…&kind=…`, the file as body: 202 with its name and where to ask for the result. */
export const putUpload: Answer = async (visit) => {
  const { request, now } = visit;
  const name = safeName(request.query.get('name') ?? '');
  const kind = request.query.get('kind') ?? '';
  if (tooLarge(request)) return refusal(413, visit);
  if (name === '' || request.body.byteLength === 0 || !folderKnown(visit, kind)) return refusal(400, visit);
  return json(202, askFor(await send(visit, kind, name, request.body), now));
};

/** Where to ask what became of a file. */
const askFor = (name: string, now: number) => ({
  name,
  result: `/api/uploads?${new URLSearchParams({ name, since: new Date(now).toISOString() })}`,
});

/**
 * `POST /api/uploads?name=…&kind=…&sha256=…`: where the browser is to put a file that is too large for the pages
 * themselves, and with which headers; 404 where the pages take every file.
 */
export const uploadAddress: Answer = async (visit) => {
  const { request, ports, who, now } = visit;
  const [name, kind, hash] = ['name', 'kind', 'sha256'].map((field) => request.query.get(field) ?? '');
  const free = safeName(name ?? '');
  if (!ports.transfer) return failure(visit, 404);
  if (free === '' || !folderKnown(visit, kind ?? '') || !/^[0-9a-f]{64}$/.test(hash ?? ''))
    return refusal(400, visit);
  if (who.person) await noteSender(ports, hash ?? '', who.person.id, now);
  const { name: waiting, ...address } = await ports.transfer.put(kind ?? '', free);
  return json(200, { ...address, ...askFor(waiting, now) });
};

/** `POST /uploads`, the form as a browser without script sends it. */
export const postUpload: Answer = async (visit) => {
  const { request } = visit;
  if (tooLarge(request, UPLOAD_BODY_LIMIT)) return failure(visit, 413);
  const form = await multipartOf(request);
  const kind = String(form?.get('kind') ?? '');
  const files = (form?.getAll('file') ?? [])
    .filter((part) => typeof part !== 'string')
    .map((file) => ({ file, name: safeName(file.name) }))
    .filter(({ file, name }) => file.size > 0 && name !== '');
  if (files.some(({ file }) => file.size > UPLOAD_LIMIT)) return failure(visit, 413);
  if (files.length === 0 || !folderKnown(visit, kind)) return failure(visit, 400);
  const waiting: string[] = [];
  for (const { file, name } of files)
    waiting.push(await send(visit, kind, name, new Uint8Array(await file.arrayBuffer())));
  return seeOther(
    `/uploads?${new URLSearchParams(waiting.map((name): [string, string] => ['queued', name]))}`,
  );
};

const outcomeText = (visit: Visit, row: DocumentRow, problems: number): string => {
  if (row.state === 'rejected') return visit.t('upload.rejected', { n: problems });
  if (isTemplate(row)) return visit.t(row.state === 'duplicate' ? 'templates.same' : 'templates.accepted');
  return visit.t(row.state === 'duplicate' ? 'drop.result.duplicate' : 'drop.result.accepted');
};

/** `GET /api/uploads?name=…&since=…`: how intake took a file; `done` is false while it has not yet. */
export const uploadResult: Answer = async (visit) => {
  const { ports, request } = visit;
  const name = request.query.get('name') ?? '';
  const since = request.query.get('since') ?? '';
  const query = {
    kind: 'upload',
    search: name,
    ...(since && { since }),
    ...readers(visit),
    limit: 20,
    offset: 0,
  };
  const { rows } = await ports.views.list(query);
  const row = rows.find(({ title }) => title === name);
  if (row === undefined) return json(200, { done: false });
  const { errors } = uploadFiles(row);
  const problems = errors ? ((await readProblems(ports.files, errors))?.length ?? 0) : 0;
  return json(200, {
    done: true,
    state: row.state,
    href: rowHref(row),
    problems,
    message: outcomeText(visit, row, problems),
  });
};
