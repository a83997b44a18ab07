import { fragmentsFolder, TEMPLATES, templatesFolder } from '../core/document/upload.ts';
import { type Html, html } from '../core/html.ts';
import type { DocumentRow } from '../core/ports.ts';
import { shanghaiMinute, shanghaiSecond, validity } from './format.ts';
import { documentKinds, kindName, kindsOf, stateName, type Visit } from './visit.ts';

export const PAGE_SIZE = 40;

export const stateBadge = (visit: Visit, state: string): Html =>
  html`<span class="badge" data-state="${state}">${stateName(visit, state)}</span>`;

export const needBadges = (needs: readonly string[], name: (code: string) => string): readonly Html[] =>
  needs.map((code) => html`<span class="badge" data-state="needs">${name(code)}</span>`);

/** To the minute in lists, to the second in the title. */
export const timeOf = (time: string): Html =>
  html`<time datetime="${time}" title="${shanghaiSecond(time)}">${shanghaiMinute(time)}</time>`;

/** R-Q7 (S93): what was offered before prices began to fluctuate must be confirmed before it is used. */
const fluctuates = ({ t, profile }: Visit, { createdAt }: DocumentRow): Html | false => {
  const lock = profile.company?.quoting.lock;
  return (
    !!lock &&
    Date.parse(createdAt) < Date.parse(lock.since) &&
    html` <span class="badge" data-state="today" title="${t('row.valid.lock.why')}">${t('row.valid.lock')}</span>`
  );
};

export const validityOf = (visit: Visit, row: DocumentRow): Html => {
  const { t, now } = visit;
  const { validUntil } = row;
  if (validUntil === null) return html`<span class="quiet">${t('row.none')}</span>`;
  const state = validity(validUntil, now);
  if (state === 'expired')
    return html`<span>${validUntil}</span> <span class="badge" data-state="expired">${t('row.valid.expired')}</span>`;
  const today =
    state === 'today' && html` <span class="badge" data-state="today">${t('row.valid.today')}</span>`;
  return html`<span>${validUntil}</span>${today}${fluctuates(visit, row)}`;
};

export const revisionTag = ({ t }: Visit, revision: number): Html | false =>
  revision > 0 && html` <span class="tag">${t('row.revision', { n: revision })}</span>`;

/** The query of this page with some values changed; empty values vanish. */
export const queryWith = ({ request }: Visit, changes: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams();
  for (const name of ['state', 'kind', 'q', 'page']) {
    const value = changes[name] ?? request.query.get(name) ?? '';
    if (value !== '') query.set(name, value);
  }
  return query.size > 0 ? `?${query}` : '';
};

interface Chip {
  readonly state: string;
  readonly label: string;
  readonly count: number | undefined;
}

/** Links that filter a list by state. */
export const stateChips = (visit: Visit, home: string, chips: readonly Chip[]): Html => {
  const current = visit.request.query.get('state') ?? '';
  return html`<nav class="chips" aria-label="${visit.t('list.states')}"><ul>${chips.map(
    ({ state, label, count }) => html`
<li><a href="${home}${queryWith(visit, { state, page: '' })}"${state === current ? html` aria-current="true"` : ''}${
      state && html` data-state="${state}"`
    }>${label}${count === undefined ? '' : html` <b>${count}</b>`}</a></li>`,
  )}</ul></nav>`;
};

export const pageNumber = ({ request }: Visit): number => {
  const wanted = Number(request.query.get('page') ?? '1');
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= 1_000_000 ? wanted : 1;
};

export const pager = (visit: Visit, home: string, total: number): Html | false => {
  const current = pageNumber(visit);
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (pages === 1 && current === 1) return false;
  const link = (to: number, word: 'page.newer' | 'page.older', rel: string) =>
    to >= 1 && to <= pages
      ? html`<a class="button" rel="${rel}" href="${home}${queryWith(visit, { page: String(to) })}">${visit.t(word)}</a>`
      : html`<span></span>`;
  return html`<nav class="pager" aria-label="${visit.t('page.nav')}">${link(current - 1, 'page.newer', 'prev')}
<span>${visit.t('page.of', { page: current, pages })}</span>${link(current + 1, 'page.older', 'next')}</nav>`;
};

/** Options for every kind, after one that stands for none. */
export const kindOptions = (visit: Visit, none: string, chosen = ''): Html =>
  html`<option value="">${none}</option>${kindsOf(visit).map(
    ({ id }) =>
      html`<option value="${id}"${id === chosen ? html` selected` : ''}>${kindName(visit, id)}</option>`,
  )}`;

const DROP_WORDS = ['sending', 'checking', 'failed', 'slow', 'see', 'mend'] as const;

interface Box {
  readonly title: string;
  readonly hint: string;
  readonly kinds: Html;
  readonly accept: string;
}

const box = ({ t, ports }: Visit, { title, hint, kinds, accept }: Box): Html => {
  const words = Object.fromEntries(DROP_WORDS.map((word) => [word, t(`drop.${word}`)]));
  return html`<form class="drop" action="/uploads" method="post" enctype="multipart/form-data" aria-label="${t('drop.label')}"
 data-words="${JSON.stringify({ ...words, large: t('error.413') })}" data-most="${ports.transfer?.mostBytes ?? ''}">
<div class="drop-text"><strong>${title}</strong><span>${hint}</span></div>
<div class="drop-tools">
<label class="inline"><span>${t('drop.kind')}</span> <select name="kind">${kinds}</select></label>
<span class="pick"><input id="drop-files" type="file" name="file" multiple required accept="${accept}"><label class="button primary" for="drop-files">${t('drop.choose')}</label></span>
<button class="plain-only">${t('drop.send')}</button>
</div>
<ul class="sent" aria-live="polite"></ul></form>`;
};

/** Where files are dropped; a plain form without the script. */
export const dropBox = (visit: Visit): Html =>
  box(visit, {
    title: visit.t('drop.title'),
    hint: visit.t('drop.hint'),
    kinds: kindOptions(visit, visit.t('drop.kind.auto')),
    accept: '.xlsx,.csv,.json,.txt',
  });

/** Likewise for templates: the kind's folder of templates stands where the kind would. */
export const templateBox = (visit: Visit): Html =>
  box(visit, {
    title: visit.t('templates.drop'),
    hint: visit.t('templates.drop.hint'),
    kinds: html`<option value="${TEMPLATES}">${visit.t('drop.kind.auto')}</option>${documentKinds(visit).map(
      ({ id }) => html`<option value="${templatesFolder(id)}">${kindName(visit, id)}</option>
<option value="${fragmentsFolder(id)}">${visit.t('templates.fragment', { kind: kindName(visit, id) })}</option>`,
    )}`,
    accept: '.docx,.xlsx',
  });

/** On a phone the paper fills the window: the way to what waits below it, and to the paper alone. */
export const shortcuts = ({ t }: Visit, pdf: string | undefined, isYours: boolean): Html | false =>
  (isYours || pdf !== undefined) &&
  html`<p class="narrow-only shortcuts">${isYours && html`<a class="button primary block" href="#act">${t('act.go')}</a>`}${
    pdf !== undefined &&
    html`<a class="button block${!isYours && ' primary'}" href="${pdf}">${t('doc.open.pdf')}</a>`
  }</p>`;

/** A PDF inside the page; whoever has no script gets a link. */
export const pdfViewer = ({ t, options }: Visit, href: string, title: string): Html => {
  const link = html`<p><a class="button" href="${href}">${t('doc.open.pdf')}</a></p>`;
  if (options.viewer === undefined) return html`<div class="paper waiting">${link}</div>`;
  const library = (file: string): string => `/viewer/${options.viewer?.version}/${file}`;
  return html`<div class="viewer" role="group" tabindex="0" aria-label="${title}" data-pdf="${href}" data-page="${t('doc.pdf.page')}" data-library="${library('pdf.mjs')}" data-worker="${library('pdf.worker.mjs')}">
<p class="loading">${t('doc.pdf.loading')}</p>${link}</div>`;
};
