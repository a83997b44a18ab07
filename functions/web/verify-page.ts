import { within } from '../core/access/limits.ts';
import { type CheckedDocument, checkFile, checkStream, type FileCheck } from '../core/document/check-file.ts';
import { printedNumber } from '../core/document/document.ts';
import { type Html, html } from '../core/html.ts';
import type { Timestamp } from '../core/pdf/timestamp.ts';
import type { VerifiedSignature } from '../core/pdf/verify.ts';
import { json, multipartOf, type WebResponse } from './http.ts';
import { failure, show } from './layout.ts';
import { timeOf } from './parts.ts';
import { type Answer, kindName, type Visit } from './visit.ts';

const BY_CALLER = { name: 'verify', most: 60, seconds: 300 } as const;

/** Larger files are refused unread. */
const LIMIT = 20 * 1024 * 1024;

/** The same with what a form adds. */
export const VERIFY_BODY_LIMIT = LIMIT + 1024 * 1024;

const address = (stream: string): string => `/verify${stream === '' ? '' : `/${encodeURIComponent(stream)}`}`;

const form = ({ t }: Visit, stream: string, again: boolean): Html => html`
<form method="post" enctype="multipart/form-data" action="${address(stream)}">
<label class="target" for="pdf"><strong>${t(again ? 'verify.again' : 'verify.choose')}</strong><span class="quiet">${t('verify.limit')}</span>
<input id="pdf" type="file" name="file" accept="application/pdf,.pdf" required></label>
<button class="primary block" type="submit">${t('verify.check')}</button></form>`;

/** `D:20261130090000+08'00'` as people read it. */
const claimed = (date: string): string =>
  date.replace(/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d).*/, '$1-$2-$3 $4:$5');

const stamp = ({ t }: Visit, { at, authority, trusted }: Timestamp): Html => html`
<p class="quiet">${t(trusted ? 'verify.stamp' : 'verify.stamp.unknown')} ${timeOf(at)} · ${authority}</p>`;

const signature = (visit: Visit, one: VerifiedSignature): Html => html`
<li><p><strong>${one.name}</strong> <span class="badge" data-state="${one.valid ? 'signed' : 'rejected'}">${visit.t(one.valid ? 'verify.holds' : 'verify.broken')}</span></p>
<p class="quiet">${one.reason} · ${claimed(one.claimedAt)}</p><p class="quiet">${one.certificate}</p>${one.timestamp && stamp(visit, one.timestamp)}</li>`;

const documentFacts = (visit: Visit, document: CheckedDocument): Html => {
  const { t } = visit;
  const fact = (name: string, value: string | null) =>
    value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="facts">${fact(t('verify.document'), kindName(visit, document.kind))}${fact(
    t('verify.number'),
    printedNumber(document.number, document.revision),
  )}${fact(t('verify.signed'), document.signedOn)}${fact(t('verify.archived'), document.archivedOn)}</dl>`;
};

const result = (visit: Visit, check: FileCheck): Html => {
  const { language, t } = visit;
  const mood = { valid: 'good', superseded: 'warn', altered: 'bad', unknown: 'bad' }[check.verdict];
  return html`<section class="verdict" role="status" data-verdict="${check.verdict}">
<p class="notice ${mood}"><strong>${check.text[language]}</strong>${check.note && html`<br>${check.note[language]}`}</p>
${check.document && documentFacts(visit, check.document)}
${check.findings.length > 0 && html`<ul class="needs">${[...new Set(check.findings.map(({ text }) => text[language]))].map((said) => html`<li>${said}</li>`)}</ul>`}
${check.signatures.length > 0 && html`<h2>${t('verify.signatures')}</h2><ol class="timeline">${check.signatures.map((one) => signature(visit, one))}</ol>`}
<details><summary>SHA-256</summary><code class="whole">${check.sha256}</code></details></section>`;
};

const page = (
  visit: Visit,
  stream: string,
  body: Html | false | undefined,
  again: boolean,
  status = 200,
): WebResponse => {
  const { t, profile, language } = visit;
  const company = profile.company?.name[language] ?? '';
  return show(visit, {
    title: t('verify.title'),
    status,
    body: html`<section class="card entry verify"><div class="heading"><p class="kicker">${company}</p><h1>${t('verify.title')}</h1></div>
${body}${again ? '' : html`<p class="quiet">${t('verify.why')}</p>`}${form(visit, stream, again)}</section>`,
  });
};

/** `GET /verify`, and `/verify/<stream>` as the code on the paper has it. */
export const verifyPage: Answer = async (visit, stream) => {
  if (stream === '') return page(visit, '', undefined, false);
  if (!(await within(visit.ports, BY_CALLER, visit.request.caller))) return failure(visit, 429);
  const found = await checkStream(visit.ports, stream);
  const { t, language } = visit;
  const body = found
    ? html`<p class="notice">${found.note ? found.note[language] : t('verify.in-force')}</p>${documentFacts(visit, found.document)}`
    : html`<p class="notice bad">${t('verify.no-document')}</p>`;
  return page(visit, found ? stream : '', body, false, found ? 200 : 404);
};

/** The file of a form, or the body itself; undefined when there is none. */
const presented = async ({ request }: Visit): Promise<Uint8Array | undefined> => {
  const { headers, body } = request;
  if (!(headers['content-type'] ?? '').startsWith('multipart/'))
    return body.byteLength > 0 ? body : undefined;
  const file = (await multipartOf(request))?.get('file');
  if (file === undefined || file === null || typeof file === 'string' || file.size === 0) return undefined;
  return new Uint8Array(await file.arrayBuffer());
};

type Presented = { readonly check: FileCheck } | { readonly status: 400 | 413 | 429 };

const check = async (visit: Visit, stream: string): Promise<Presented> => {
  const { ports, request } = visit;
  if (!(await within(ports, BY_CALLER, request.caller))) return { status: 429 };
  if (Math.max(request.body.byteLength, Number(request.headers['content-length'] ?? 0)) > VERIFY_BODY_LIMIT)
    return { status: 413 };
  const bytes = await presented(visit);
  if (bytes === undefined) return { status: 400 };
  if (bytes.byteLength > LIMIT) return { status: 413 };
  return { check: await checkFile(ports, bytes, stream === '' ? undefined : stream) };
};

/** `POST /verify`, `POST /verify/<stream>`: a form with the file. */
export const verifyFile: Answer = async (visit, stream) => {
  const answer = await check(visit, stream);
  if ('status' in answer) return failure(visit, answer.status);
  return page(visit, stream, result(visit, answer.check), true);
};

/**
 * `POST /api/verify?of=<stream>`, the PDF as body or as `file` of a form, up to 20 MB:
 * `{verdict, text, note?, sha256, document?, signatures, findings}`. 429 after 60 in five minutes.
 */
export const verifyApi: Answer = async (visit) => {
  const answer = await check(visit, visit.request.query.get('of') ?? '');
  if ('status' in answer) return json(answer.status, { error: visit.t(`error.${answer.status}`) });
  return json(200, answer.check);
};
