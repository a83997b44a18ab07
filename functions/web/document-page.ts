import { moneyText } from '../core/business/money-text.ts';
import { readBody } from '../core/document/context.ts';
import { printedNumber, replay } from '../core/document/document.ts';
import { isEarly, isOver } from '../core/document/states.ts';
import {
  needReasons,
  revisions,
  type TimelineEntry,
  templatesOf,
  timeline,
} from '../core/document/timeline.ts';
import { type Html, html } from '../core/html.ts';
import type { SealedEvent } from '../core/ledger/envelope.ts';
import type { DocumentRow } from '../core/ports.ts';
import type { Problem, Text } from '../core/result.ts';
import { whoIsNext } from '../core/routing/next.ts';
import { type RouteState, replayRoute } from '../core/routing/state.ts';
import { openTasks } from '../core/routing/tasks.ts';
import { actOn, tasksOf } from './act.ts';
import { actPanel, coordination, type Panel, problemNotice, withdrawal } from './act-panel.ts';
import { shortHash } from './format.ts';
import { formOf, seeOther, type WebResponse } from './http.ts';
import { failure, show } from './layout.ts';
import { needBadges, pdfViewer, revisionTag, shortcuts, stateBadge, timeOf, validityOf } from './parts.ts';
import { figureList, summaryChart } from './reports-page.ts';
import { documentsVersion } from './version.ts';
import { type Answer, fileHref, kindName, needName, rowHref, rowName, seen, type Visit } from './visit.ts';
import { mayOversee } from './who.ts';

/** By number, or by stream while it has none; files that came in have their own page. */
export const findDocument = async (visit: Visit, id: string): Promise<DocumentRow | undefined> => {
  const { views } = visit.ports;
  const row = seen(visit, (await views.byNumber(id)) ?? (await views.get(id)));
  return row?.kind === 'upload' ? undefined : row;
};

interface Named {
  readonly label: string;
  readonly key: string;
}

const isPdf = ({ key }: Named): boolean => key.toLowerCase().endsWith('.pdf');

/** Files of the revision in force, and those of earlier ones, which stay for ever. */
const filesOf = ({
  files,
  number,
  revision,
}: DocumentRow): { current: readonly Named[]; old: readonly Named[] } => {
  const all = Object.entries(files).map(([label, key]) => ({ label, key }));
  const ofCurrent = ({ label }: Named) =>
    number === null || label.startsWith(`${printedNumber(number, revision)}.`);
  return { current: all.filter(ofCurrent), old: all.filter((file) => !ofCurrent(file)) };
};

const preview = (visit: Visit, row: DocumentRow, pdf: Named | undefined): Html => {
  const { t } = visit;
  const title = t('doc.pdf.of', { number: row.number ?? row.title });
  if (pdf !== undefined) return pdfViewer(visit, fileHref(row, pdf.key), title);
  return html`<div class="paper waiting"><h2>${t('doc.pdf.waits')}</h2><p>${t(isEarly(row.state) ? 'doc.pdf.early' : 'doc.pdf.why')}</p></div>`;
};

const facts = (visit: Visit, row: DocumentRow, events: readonly SealedEvent[]): Html => {
  const { t } = visit;
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const templates = templatesOf(events).map(
    ([file, hash]) => html`<div>${file} <code title="SHA-256 ${hash}">${shortHash(hash)}</code></div>`,
  );
  return html`${row.summary && html`<section>${figureList(visit, row.summary)}${summaryChart(visit, row.summary)}</section>`}<section><h2 class="hidden">${t('doc.facts')}</h2><dl class="facts">${row.party !== '' && fact(t('doc.party'), row.party)}
${row.amount !== null && fact(t('doc.amount'), html`<span class="amount">${moneyText(row.amount, row.currency)}</span>`)}
${row.validUntil !== null && fact(t('doc.valid'), validityOf(visit, row))}
${fact(t('doc.created'), timeOf(row.createdAt))}${fact(t('doc.updated'), timeOf(row.updatedAt))}
${templates.length > 0 && fact(t('doc.templates'), html`${templates}`)}</dl></section>`;
};

const needs = (
  visit: Visit,
  row: DocumentRow,
  reasons: ReadonlyMap<string, Text>,
  name: (code: string) => string,
): Html | false => {
  const { t, language } = visit;
  if (isEarly(row.state) || isOver(row.state)) return false;
  return html`<section><h2>${t('doc.needs')}</h2>${
    row.needs.length === 0
      ? html`<p class="quiet">${t('doc.needs.none')}</p>`
      : html`<ul class="needs">${row.needs.map(
          (code) =>
            html`<li>${needBadges([code], name)} <span class="quiet">${reasons.get(code)?.[language]}</span></li>`,
        )}</ul>`
  }</section>`;
};

const fileItem = ({ t }: Visit, row: DocumentRow, file: Named, several: boolean): Html => {
  const link = (word: 'doc.preview' | 'doc.open' | 'doc.download', how: Html) =>
    html`<a href="${fileHref(row, file.key, word === 'doc.download')}" ${how} aria-label="${t(word)} ${file.label}">${t(word)}</a>`;
  return html`<li><span class="file">${file.label}</span> <span class="actions">${
    isPdf(file) && several && link('doc.preview', html`class="wide-only" data-view`)
  } ${isPdf(file) && link('doc.open', html`target="_blank" rel="noopener"`)} ${link('doc.download', html`download`)}</span></li>`;
};

const files = (visit: Visit, row: DocumentRow): Html => {
  const { t } = visit;
  const { current, old } = filesOf(row);
  const several = [...current, ...old].filter(isPdf).length > 1;
  const list = (some: readonly Named[]) =>
    html`<ul class="files">${some.map((file) => fileItem(visit, row, file, several))}</ul>`;
  return html`<section><h2>${t('doc.files')}</h2>${
    current.length === 0 ? html`<p class="quiet">${t('doc.files.none')}</p>` : list(current)
  }${old.length > 0 && html`<details class="old" id="old-files"><summary>${t('doc.files.old')}</summary>${list(old)}</details>`}</section>`;
};

const moment = ({ t }: Visit, entry: TimelineEntry): Html => html`
<li><p>${entry.what}</p><details id="event-${entry.ver}"><summary>${timeOf(entry.ts)} <code>${shortHash(entry.hash)}</code> <span class="hidden">${t('doc.proof')}</span></summary><dl class="proof">
<div><dt>${t('doc.proof.type')}</dt><dd><code>${entry.ver} · ${entry.type}</code></dd></div><div><dt>${t('doc.proof.actor')}</dt><dd><code>${entry.actor}</code></dd></div>
<div><dt>${t('doc.proof.hash')}</dt><dd><code>${entry.hash}</code></dd></div><div><dt>${t('doc.proof.prev')}</dt><dd><code>${entry.prev}</code></dd></div></dl></details></li>`;

const revisionList = ({ t }: Visit, events: readonly SealedEvent[]): Html | false => {
  const all = revisions(events);
  return (
    all.length > 1 &&
    html`<section><h2>${t('doc.revisions')}</h2><ol class="revisions">${all.map(
      (
        { revision, ts },
        index,
      ) => html`<li><strong>${revision === 0 ? t('row.original') : t('row.revision', { n: revision })}</strong> ${timeOf(ts)}
<span class="quiet">${t(index === 0 ? 'doc.revision.current' : 'doc.revision.old')}</span></li>`,
    )}</ol></section>`
  );
};

/** A stream in plain words. */
export const timelineSection = (visit: Visit, events: readonly SealedEvent[]): Html => {
  const { t, language, profile } = visit;
  return html`<section><h2>${t('doc.timeline')}</h2>${
    events.length === 0
      ? html`<p class="quiet">${t('doc.timeline.none')}</p>`
      : html`<ol class="timeline">${timeline(language, events, profile.company)
          .toReversed()
          .map((entry) => moment(visit, entry))}</ol>`
  }</section>`;
};

/** The request as it stands, for a form that changes fields of it; empty once it was erased. */
const bodyOf = async (
  { ports }: Visit,
  row: DocumentRow,
  events: readonly SealedEvent[],
): Promise<Readonly<Record<string, unknown>>> => {
  const state = replay(events);
  if (state.status === 'absent') return {};
  return (await readBody(ports, row.stream, state.request.body)) as Readonly<Record<string, unknown>>;
};

/** What whoever is signed in may do now, and where it stands for everybody. */
const route = async (
  visit: Visit,
  row: DocumentRow,
  events: readonly SealedEvent[],
): Promise<Html | false> => {
  const { t, who, profile, language, ports } = visit;
  const state = replayRoute(events);
  const { person } = who;
  if (state.status === 'none' || !profile.company) return false;
  const tasks = person ? tasksOf(visit, state, person.id) : [];
  const kind = ports.kinds.get(row.kind);
  const body = tasks.some(({ what }) => what === 'fill') ? await bodyOf(visit, row, events) : {};
  const panel: Panel = {
    visit,
    action: `${rowHref(row)}/act`,
    formToken: who.formToken,
    name: person?.name[language] ?? '',
    state,
    kind: kind?.type === 'document' ? kind : undefined,
    body,
  };
  const next = html`<p class="next"><span class="quiet">${t('act.next')}</span> ${whoIsNext(state, profile.company)[language]}</p>`;
  const withdraw =
    person?.id === state.requester && ['open', 'returned'].includes(state.status) && withdrawal(panel);
  const others =
    person && mayOversee(visit)
      ? openTasks(state).filter(({ task }) => !tasks.some((own) => own.task === task))
      : [];
  return html`${actPanel(panel, tasks)}${coordination(panel, others)}<section>${next}${withdraw}</section>`;
};

/** `/documents/<number>`; reference data has the same page without files, because nothing of it is printed. */
export const documentPage: Answer = (visit, id) => page(visit, id);

/** `POST /documents/<number>/act`: what whoever is signed in decides. */
export const documentAct: Answer = async (visit, id) => {
  const { who, request } = visit;
  const row = await findDocument(visit, id);
  const form = formOf(request);
  if (row === undefined) return failure(visit, 404);
  if (!who.person || form.get('form') !== who.formToken) return failure(visit, 403);
  const answer = await actOn(visit, row, { by: who.person.id, form });
  return answer.ok ? seeOther(`${rowHref(row)}?done`) : page(visit, id, answer.error);
};

/** What came of what was sent, above everything, so that it is seen on a phone too. */
const said = (visit: Visit, problems: readonly Problem[]): Html =>
  html`${visit.request.query.has('done') && html`<p class="notice good" role="status">${visit.t('act.done')}</p>`}${problems.length > 0 && problemNotice(visit, problems)}`;

/** What the forms of a page depend on: whoever is writing in one keeps it while mails are noted in the ledger. */
const standing = (state: RouteState): string =>
  [state.status, state.shown, ...openTasks(state).map(({ task, person }) => `${task}:${person}`)].join('/');

const page = async (visit: Visit, id: string, problems: readonly Problem[] = []): Promise<WebResponse> => {
  const { t, ports } = visit;
  const row = await findDocument(visit, id);
  if (row === undefined) return failure(visit, 404);
  const events = await ports.ledger.read(row.stream);
  const type = ports.kinds.get(row.kind)?.type;
  const printed = type === undefined || type === 'document';
  const pdf = filesOf(row).current.findLast(isPdf);
  const name = rowName(visit, row);
  const state = replayRoute(events);
  const isYours = visit.who.person !== undefined && tasksOf(visit, state, visit.who.person.id).length > 0;
  const body = html`<p class="back"><a href="/">← ${t('doc.back')}</a></p>
<div class="heading" id="head" data-live><p class="kicker">${kindName(visit, row.kind)}</p><h1>${name}${revisionTag(visit, row.revision)} ${stateBadge(visit, row.state)}</h1>
<p class="subtitle">${row.title}</p>
${shortcuts(visit, pdf && fileHref(row, pdf.key), isYours)}</div>${said(visit, problems)}
<div class="${printed ? 'split' : 'narrow'}">${printed && html`<div id="preview" class="stage" data-live data-key="${pdf?.key ?? row.state}">${preview(visit, row, pdf)}</div>`}
<div class="side"><div id="act" class="side" data-live data-key="${standing(state)}">${await route(visit, row, events)}</div><div id="side" class="side" data-live>${facts(visit, row, events)}${needs(visit, row, needReasons(events), needName(visit))}${printed && files(visit, row)}${revisionList(visit, events)}${timelineSection(visit, events)}</div></div></div>`;
  const watch = `/api/documents/${encodeURIComponent(id)}?since=${documentsVersion(visit, [row], 1, {})}`;
  return show(visit, {
    title: name,
    section: 'documents',
    body,
    watch,
    viewer: printed,
    status: problems.length > 0 ? 409 : 200,
  });
};
