import { moneyText } from '../core/business/money-text.ts';
import { type Counts, documentCounts } from '../core/document/counts.ts';
import { inOrder, MAKING, workOf } from '../core/document/states.ts';
import { type Html, html } from '../core/html.ts';
import type { DocumentRow, ViewQuery } from '../core/ports.ts';
import { show } from './layout.ts';
import {
  dropBox,
  kindOptions,
  needBadges,
  PAGE_SIZE,
  pageNumber,
  pager,
  queryWith,
  revisionTag,
  stateBadge,
  stateChips,
  timeOf,
  validityOf,
} from './parts.ts';
import { documentsVersion } from './version.ts';
import {
  type Answer,
  kindName,
  needName,
  readers,
  rowHref,
  rowName,
  stateName,
  type Visit,
} from './visit.ts';
import { readingAs } from './who.ts';

const optional = (name: 'state' | 'kind' | 'search', value: string | null): Partial<ViewQuery> => {
  const clean = value?.trim().slice(0, 100);
  return clean ? { [name]: clean } : {};
};

/** The query of the address as the views understand it. */
export const documentsQuery = (visit: Visit): ViewQuery => {
  const { query } = visit.request;
  return {
    ...optional('state', query.get('state')),
    ...optional('kind', query.get('kind')),
    ...optional('search', query.get('q')),
    ...readers(visit),
    limit: PAGE_SIZE,
    offset: (pageNumber(visit) - 1) * PAGE_SIZE,
  };
};

const chips = (visit: Visit, counts: Counts): Html => {
  const chosen = optional('state', visit.request.query.get('state')).state;
  const states = inOrder(new Set([...Object.keys(counts), ...(chosen ? [chosen] : [])]));
  const all = states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return stateChips(visit, '/', [
    { state: '', label: visit.t('list.all'), count: all },
    ...states.map((state) => ({ state, label: stateName(visit, state), count: counts[state] ?? 0 })),
  ]);
};

const progress = ({ t, language }: Visit, counts: Counts): Html | false => {
  const { waiting, done } = workOf(counts);
  const left = MAKING.filter((state) => waiting[state] > 0);
  if (left.length === 0) return false;
  const what = left.map((state) => t(`list.waiting.${state}`, { n: waiting[state] }));
  const text = t('list.working', { what: what.join(language === 'zh' ? '，' : ', ') });
  const all = left.reduce((sum, state) => sum + waiting[state], done);
  return html`<p class="working" role="status"><progress value="${done}" max="${all}" aria-label="${text}"></progress><span>${text}</span></p>`;
};

const faults = ({ t }: Visit, count: number): Html | false =>
  count > 0 &&
  html`<div class="alert" role="alert"><strong>${t('list.faults', { n: count })}</strong><pre>${t('list.faults.hint')}</pre></div>`;

const filters = (visit: Visit): Html => {
  const { t, request } = visit;
  const state = request.query.get('state');
  return html`<form class="filters" role="search" action="/" method="get">${state && html`<input type="hidden" name="state" value="${state}">`}
<label><span class="hidden">${t('list.search')}</span><input type="search" name="q" value="${request.query.get('q') ?? ''}" placeholder="${t('list.search')}" maxlength="100"></label>
<label><span class="hidden">${t('list.kind')}</span><select name="kind">${kindOptions(visit, t('list.kind.all'), request.query.get('kind') ?? '')}</select></label>
<button class="button">${t('list.find')}</button></form>`;
};

const COLUMNS = ['number', 'party', 'amount', 'state', 'valid', 'updated'] as const;

// Phones show the rows as cards; the roles keep the table a table for screen readers then.
const line = (visit: Visit, row: DocumentRow): Html => {
  const { t } = visit;
  const label = (column: (typeof COLUMNS)[number]) =>
    html` role="cell" data-label="${t(`column.${column}`)}"`;
  return html`
<tr role="row"><td class="c-number"${label('number')}><a href="${rowHref(row)}">${rowName(visit, row)}</a>${revisionTag(visit, row.revision)}<small>${kindName(visit, row.kind)}</small></td>
<td class="c-party"${label('party')}><span>${row.party}</span><small>${row.title}</small></td>
<td class="c-amount"${label('amount')}>${row.amount === null ? html`<span class="quiet">${t('row.none')}</span>` : moneyText(row.amount, row.currency)}</td>
<td class="c-state"${label('state')}>${stateBadge(visit, row.state)} ${needBadges(row.needs, needName(visit))}</td>
<td class="c-valid"${label('valid')}>${validityOf(visit, row)}</td>
<td class="c-updated"${label('updated')}>${timeOf(row.updatedAt)}</td></tr>`;
};

const table = (visit: Visit, rows: readonly DocumentRow[]): Html => {
  const { t } = visit;
  return html`<table class="cards documents" role="table" aria-label="${t('list.title')}"><thead role="rowgroup"><tr role="row">${COLUMNS.map(
    (column) => html`<th role="columnheader" scope="col" class="c-${column}">${t(`column.${column}`)}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map((row) => line(visit, row))}</tbody></table>`;
};

const nothing = (visit: Visit): Html => {
  const { t, options } = visit;
  if (queryWith(visit, {}) !== '')
    return html`<div class="empty"><h2>${t('list.none')}</h2><p>${t('list.none.hint')}</p><p><a class="button" href="/">${t('list.clear')}</a></p></div>`;
  return html`<div class="empty"><h2>${t('list.empty')}</h2><p>${t('list.empty.drag')}</p>${
    options.inboxFolder && html`<p>${t('list.empty.folder')}<br><code>${options.inboxFolder}</code></p>`
  }<p><a class="button" href="/forms">${t('list.empty.form')}</a></p></div>`;
};

/** `/`: documents, newest first. */
export const listPage: Answer = async (visit) => {
  const { ports, t } = visit;
  const [{ rows, total }, all, dead] = await Promise.all([
    ports.views.list(documentsQuery(visit)),
    ports.views.counts(readingAs(visit)),
    ports.queue.deadLetters(),
  ]);
  const counts = documentCounts(all);
  const query = queryWith(visit, {});
  const body = html`<div class="heading"><h1>${t('list.title')}</h1></div>${dropBox(visit)}
<div id="progress" data-live>${faults(visit, dead)}${progress(visit, counts)}</div>
<div id="chips" data-live>${chips(visit, counts)}</div>${filters(visit)}
<div id="rows" data-live><p class="count">${t('list.total', { n: total })}</p>${rows.length > 0 ? table(visit, rows) : nothing(visit)}${pager(visit, '/', total)}</div>`;
  const version = documentsVersion(visit, rows, total, all);
  return show(visit, {
    title: t('list.title'),
    section: 'documents',
    body,
    watch: `/api/documents${query}${query ? '&' : '?'}since=${version}`,
  });
};
