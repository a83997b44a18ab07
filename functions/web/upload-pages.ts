import { uploadCounts } from '../core/document/counts.ts';
import { uploadStream } from '../core/document/events.ts';
import { intakeTally, notesOf } from '../core/document/timeline.ts';
import { type Html, html } from '../core/html.ts';
import type { SealedEvent } from '../core/ledger/envelope.ts';
import type { DocumentRow } from '../core/ports.ts';
import { timelineSection } from './document-page.ts';
import { failure, show } from './layout.ts';
import { documentsQuery } from './list-page.ts';
import { dropBox, pageNumber, pager, stateBadge, stateChips, templateBox, timeOf } from './parts.ts';
import { isTemplate, readProblems, type ShownProblem, uploadFiles } from './problems.ts';
import { documentsVersion } from './version.ts';
import { type Answer, fileHref, kindName, rowHref, seen, stateName, type Visit } from './visit.ts';
import { readingAs } from './who.ts';

const STATES = ['accepted', 'rejected', 'duplicate'];

/** More would make the page heavy; all of them are in the annotated copy. */
const SHOWN_PROBLEMS = 200;

const line = (visit: Visit, row: DocumentRow): Html => {
  const { t } = visit;
  return html`
<tr role="row"><td class="c-file" role="cell" data-label="${t('column.file')}"><a href="${rowHref(row)}">${row.title}</a>${row.party !== '' && html`<small>${kindName(visit, row.party)}</small>`}</td>
<td class="c-state" role="cell" data-label="${t('column.state')}">${stateBadge(visit, row.state)}</td>
<td class="c-updated" role="cell" data-label="${t('column.received')}">${timeOf(row.createdAt)}</td></tr>`;
};

const table = (visit: Visit, rows: readonly DocumentRow[]): Html => {
  const { t } = visit;
  const head = (name: string, css: string) =>
    html`<th role="columnheader" scope="col" class="${css}">${name}</th>`;
  return html`<table class="cards uploads" role="table" aria-label="${t('uploads.title')}"><thead role="rowgroup"><tr role="row">${head(t('column.file'), 'c-file')}${head(t('column.state'), 'c-state')}${head(t('column.received'), 'c-updated')}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => line(visit, row))}</tbody></table>`;
};

const nothing = ({ t, request, options }: Visit): Html =>
  request.query.get('state')
    ? html`<div class="empty"><h2>${t('uploads.none')}</h2><p><a class="button" href="/uploads">${t('list.clear')}</a></p></div>`
    : html`<div class="empty"><h2>${t('uploads.empty')}</h2><p>${t('uploads.empty.hint')}</p>${
        options.inboxFolder && html`<p>${t('list.empty.folder')}<br><code>${options.inboxFolder}</code></p>`
      }</div>`;

/** `/uploads`: files that came in, newest first. */
export const uploadsPage: Answer = async (visit) => {
  const { ports, t, request } = visit;
  const [{ rows, total }, all] = await Promise.all([
    ports.views.list({ ...documentsQuery(visit), kind: 'upload' }),
    ports.views.counts(readingAs(visit)),
  ]);
  const counts = uploadCounts(all);
  const queued = request.query.getAll('queued').slice(0, 20);
  const body = html`<div class="heading"><h1>${t('uploads.title')}</h1></div>${dropBox(visit)}
${queued.length > 0 && html`<p class="notice" role="status">${t('uploads.queued', { names: queued.join(', ') })}</p>`}
<div id="chips" data-live>${stateChips(visit, '/uploads', [
    { state: '', label: t('list.all'), count: undefined },
    ...STATES.map((state) => ({ state, label: stateName(visit, state), count: counts[state] ?? 0 })),
  ])}</div>
<div id="rows" data-live>${rows.length > 0 ? table(visit, rows) : nothing(visit)}${pager(visit, '/uploads', total)}</div>`;
  const state = request.query.get('state') ?? '';
  const query = new URLSearchParams({
    kind: 'upload',
    state,
    page: String(pageNumber(visit)),
    since: documentsVersion(visit, rows, total, all),
  });
  return show(visit, {
    title: t('uploads.title'),
    section: 'uploads',
    body,
    watch: `/api/documents?${query}`,
  });
};

/** What a problem is about: a field of a request, or a tag of a template. */
type About = 'field' | 'tag';

const problemLine = ({ t, language }: Visit, one: ShownProblem, about: About): Html => {
  const { cell, label, message, fix } = one;
  const named = label?.[language];
  return html`
<tr role="row"><td class="c-cell" role="cell" data-label="${t('column.cell')}">${cell === undefined ? html`<span class="quiet">${t('upload.whole')}</span>` : html`<span class="cell">${cell}</span>`}</td>
<td role="cell" data-label="${t(`column.${about}`)}">${about === 'tag' && named ? html`<code>${named}</code>` : (named ?? t('row.none'))}</td>
<td role="cell" data-label="${t('column.wrong')}">${message[language]}</td>
<td role="cell" data-label="${t('column.mend')}">${fix?.[language] ?? t('row.none')}</td></tr>`;
};

export const problemTable = (visit: Visit, problems: readonly ShownProblem[], about: About): Html => {
  const { t } = visit;
  const left = problems.length - SHOWN_PROBLEMS;
  return html`<section><h2>${t('upload.problems')}</h2><table class="cards problems" role="table" aria-label="${t('upload.problems')}">
<thead role="rowgroup"><tr role="row">${(['cell', about, 'wrong', 'mend'] as const).map(
    (column) => html`<th role="columnheader" scope="col">${t(`column.${column}`)}</th>`,
  )}</tr></thead><tbody role="rowgroup">${problems.slice(0, SHOWN_PROBLEMS).map((each) => problemLine(visit, each, about))}</tbody></table>
${left > 0 && html`<p class="quiet">${t('upload.problems.more', { n: left })}</p>`}</section>`;
};

const howToMend = (row: DocumentRow, annotated: string | undefined) => {
  if (isTemplate(row)) return annotated ? 'templates.rejected.how' : 'templates.rejected.plain';
  return annotated ? 'upload.rejected.how' : 'upload.rejected.plain';
};

const rejected = async (visit: Visit, row: DocumentRow): Promise<Html> => {
  const { t, ports } = visit;
  const { errors, annotated } = uploadFiles(row);
  const problems = errors && (await readProblems(ports.files, errors));
  if (!problems) return html`<p class="notice bad">${t('upload.problems.lost')}</p>`;
  return html`<div class="notice bad"><p><strong>${t('upload.rejected', { n: problems.length })}</strong></p>
<p>${t(howToMend(row, annotated))}</p></div>${problemTable(visit, problems, isTemplate(row) ? 'tag' : 'field')}`;
};

const templateOutcome = ({ t }: Visit, { state }: DocumentRow): Html => {
  const text = t(state === 'duplicate' ? 'templates.same' : 'templates.accepted');
  return html`<p class="notice good">${text} <a href="/templates">${t('templates.see')}</a></p>`;
};

const outcome = async (visit: Visit, row: DocumentRow): Promise<Html> => {
  const { t } = visit;
  if (row.state === 'rejected') return rejected(visit, row);
  if (isTemplate(row)) return templateOutcome(visit, row);
  if (row.state === 'duplicate') return html`<p class="notice">${t('upload.duplicate')}</p>`;
  return html`<p class="notice good">${t('upload.accepted')} <a href="/">${t('upload.accepted.see')}</a></p>`;
};

const noteList = ({ language }: Visit, events: readonly SealedEvent[]): readonly Html[] =>
  notesOf(events).map((note) => html`<p class="notice">${note[language]}</p>`);

/** `/uploads/<id>`: one file that came in, with what is wrong with it. */
export const uploadPage: Answer = async (visit, id) => {
  const { t, ports } = visit;
  const row = seen(visit, await ports.views.get(uploadStream(id)));
  if (row?.kind !== 'upload') return failure(visit, 404);
  const events = await ports.ledger.read(row.stream);
  const tally = intakeTally(events);
  const { annotated, original } = uploadFiles(row);
  const body = html`<p class="back"><a href="/uploads">← ${t('doc.back')}</a></p>
<div class="heading"><p class="kicker">${timeOf(row.createdAt)}</p><h1 class="name">${row.title}</h1><p>${stateBadge(visit, row.state)} ${tally && html`<span class="quiet">${t('upload.tally', tally)}</span>`}</p></div>
<p class="buttons">${annotated && html`<a class="button primary" href="${fileHref(row, annotated, true)}" download>${t('upload.annotated')}</a>`}
${original && html`<a class="button" href="${fileHref(row, original, true)}" download>${t('upload.original')}</a>`}</p>
${await outcome(visit, row)}${noteList(visit, events)}${row.state === 'rejected' && (isTemplate(row) ? templateBox(visit) : dropBox(visit))}<div class="narrow">${timelineSection(visit, events)}</div>`;
  return show(visit, { title: row.title, section: 'uploads', body });
};
