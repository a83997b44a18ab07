import { type Chart, chartForPage, type Summary, trendOf } from '../core/charts/chart.ts';
import { type Html, html } from '../core/html.ts';
import type { DocumentKind } from '../core/kind.ts';
import type { DocumentRow } from '../core/ports.ts';
import type { Language } from '../core/result.ts';
import { show } from './layout.ts';
import { type Answer, documentKinds, kindName, readers, rowHref, type Visit } from './visit.ts';

/** Reports of one kind that a trend goes back over. */
const FOLLOWED = 30;

type Report = DocumentRow & { readonly summary: Summary };

const isReport = (row: DocumentRow): row is Report => row.summary !== undefined;

/** Newest first; a report that was issued again counts once, as it is now. */
const reportsOf = async (visit: Visit, { id }: DocumentKind): Promise<readonly Report[]> => {
  const query = { kind: id, limit: FOLLOWED, offset: 0, ...readers(visit) };
  const { rows } = await visit.ports.views.list(query);
  return rows.filter(isReport).toSorted((a, b) => (a.summary.label < b.summary.label ? 1 : -1));
};

export const figureList = ({ language }: Visit, { figures }: Summary): Html =>
  html`<dl class="figures">${figures.map(
    ({ label, value }) => html`<div><dt>${label[language]}</dt><dd>${value}</dd></div>`,
  )}</dl>`;

/** On a phone it is scrolled sideways, and whoever uses the keyboard gets there too. */
const chartBox = (chart: Chart, language: Language): Html =>
  html`<figure class="chart-box" tabindex="0">${chartForPage(chart, language)}</figure>`;

export const summaryChart = ({ language }: Visit, { chart }: Summary): Html | undefined =>
  chart && chartBox(chart, language);

const section = (visit: Visit, kind: DocumentKind, reports: readonly Report[]): Html | false => {
  const { t, language } = visit;
  const [newest] = reports;
  if (!newest) return false;
  const trend = trendOf(reports.map(({ summary }) => summary).toReversed(), {
    zh: t('reports.trend'),
    en: t('reports.trend'),
  });
  const earlier = reports.slice(1, 8);
  return html`
<section class="report" aria-labelledby="report-${kind.id}"><h2 id="report-${kind.id}"><a href="${rowHref(newest)}">${kindName(visit, kind.id)} ${newest.summary.label}</a></h2>
${figureList(visit, newest.summary)}<div class="charts">${summaryChart(visit, newest.summary)}
${trend && reports.length > 1 && chartBox(trend, language)}</div>
${
  earlier.length > 0 &&
  html`<p class="earlier">${t('reports.earlier')} ${earlier.map((row) => html`<a href="${rowHref(row)}">${row.summary.label}</a> `)}</p>`
}</section>`;
};

/** What the schedules have reported, the newest first, with what became of the figures over time. */
export const reportsPage: Answer = async (visit) => {
  const { t } = visit;
  const kinds = documentKinds(visit);
  const all = await Promise.all(
    kinds.map(async (kind) => section(visit, kind, await reportsOf(visit, kind))),
  );
  const sections = all.filter((one) => one !== false);
  const body = html`<div class="heading"><h1>${t('reports.title')}</h1><p class="subtitle">${t('reports.hint')}</p></div>
${sections.length > 0 ? sections : html`<section class="empty"><h2>${t('reports.none')}</h2></section>`}`;
  return show(visit, { title: t('reports.title'), section: 'reports', body });
};
