import { businessDate } from '../core/business/dates.ts';
import type { Company, Person } from '../core/company.ts';
import { type Html, html } from '../core/html.ts';
import type { TaskRow } from '../core/ports.ts';
import { dueDay } from '../core/routing/due.ts';
import { waitsFor } from '../core/routing/next.ts';
import { isAbsent, principals } from '../core/routing/people.ts';
import { concerns } from '../core/routing/tasks.ts';
import { failure, show } from './layout.ts';
import { type Answer, kindName, rowHref, rowName, seen, type Visit } from './visit.ts';
import { mayOversee } from './who.ts';

/** Most tasks that the page shows. */
const SHOWN = 500;

interface Line extends TaskRow {
  readonly due: string | undefined;
  readonly late: boolean;
}

/** Overdue first, then by the day on which it is due; without one, by the day on which it was opened. */
const urgency = ({ late, due, task }: Line): string => `${late ? 0 : 1}${due ?? '9999'}${task.day}`;

const COLUMNS = ['document', 'task', 'whom', 'since', 'due'] as const;

/** Names of those whose turn it is, where the task is a role's; who is away today is marked. */
const holders = ({ language, t, now }: Visit, company: Company, { task }: Line): Html | false => {
  const people = principals(task, company);
  const today = businessDate(now);
  const name = (person: Person): string =>
    isAbsent(person, today) ? `${person.name[language]} (${t('admin.absent')})` : person.name[language];
  return people.length > 0 && task.person === null && html`<small>${people.map(name).join(', ')}</small>`;
};

const line = (visit: Visit, company: Company, one: Line): Html => {
  const { t, language } = visit;
  const { row, task, due, late } = one;
  const cell = (column: (typeof COLUMNS)[number], content: Html): Html =>
    html`<td role="cell" class="c-${column}" data-label="${t(`admin.${column}`)}"><div>${content}</div></td>`;
  return html`
<tr role="row">${cell('document', html`<a href="${rowHref(row)}">${rowName(visit, row)}</a><small>${kindName(visit, row.kind)} · ${row.party || row.title}</small>`)}
${cell('task', html`${task.title[language]}`)}${cell('whom', html`${waitsFor(task, company)[language]}${holders(visit, company, one)}`)}
${cell('since', html`${task.day}`)}${cell('due', html`<span class="when${late && ' late'}">${due ?? t('row.none')}</span>`)}</tr>`;
};

const routes = (visit: Visit, company: Company, lines: readonly Line[]): Html => {
  const { t } = visit;
  if (lines.length === 0) return html`<section class="empty"><h2>${t('admin.none')}</h2></section>`;
  const late = lines.filter((one) => one.late).length;
  return html`<section id="routes" data-live><p class="count">${t('admin.count', { n: lines.length, late })}</p>
<table class="cards routes" role="table" aria-label="${t('admin.title')}"><thead role="rowgroup"><tr role="row">${COLUMNS.map(
    (column) => html`<th role="columnheader" scope="col" class="c-${column}">${t(`admin.${column}`)}</th>`,
  )}</tr></thead><tbody role="rowgroup">${lines.map((one) => line(visit, company, one))}</tbody></table></section>`;
};

const personItem = (
  { language, t, now }: Visit,
  company: Company,
  person: Person,
  lines: readonly Line[],
): Html => {
  const today = businessDate(now);
  const roles = person.roles.map((role) => company.roles[role]?.title[language] ?? role);
  const open = lines.filter(({ task }) =>
    concerns({ ...task, escalated: null }, { person: person.id, roles: person.roles }),
  );
  const away = person.absences.filter(({ to }) => to >= today);
  return html`<li><div><strong>${person.name[language]}</strong> <span class="quiet">${roles.join(language === 'zh' ? '、' : ', ')}</span></div>
<div class="marks">${open.length > 0 && html`<span class="badge">${t('admin.open', { n: open.length })}</span>`}${away.map(
    ({ from, to }) =>
      html`<span class="badge" data-state="${from <= today ? 'needs' : 'received'}">${t('admin.away', { from, to })}</span>`,
  )}</div></li>`;
};

/** Whoever is away comes first, for his tasks are the ones that stick. */
const people = (visit: Visit, company: Company, lines: readonly Line[]): Html => {
  const today = businessDate(visit.now);
  const sorted = company.people.toSorted((a, b) => Number(isAbsent(b, today)) - Number(isAbsent(a, today)));
  return html`<section><h2>${visit.t('admin.people')}</h2><p class="quiet">${visit.t('admin.people.hint')}</p><ul class="files people">${sorted.map(
    (person) => personItem(visit, company, person, lines),
  )}</ul></section>`;
};

/** `/admin`: everything that is on its way, overdue first; the people, and who is away. */
export const adminPage: Answer = async (visit) => {
  const { t, ports, profile, now } = visit;
  const { company } = profile;
  if (!mayOversee(visit) || !company) return failure(visit, 404);
  const today = businessDate(now);
  const { rows, total } = await ports.views.tasks({ limit: SHOWN, offset: 0 });
  const lines = rows
    .filter(({ row }) => seen(visit, row))
    .map((one): Line => {
      const due = dueDay(company, one.task);
      return { ...one, due, late: due !== undefined && due < today };
    })
    .toSorted((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
  return show(visit, {
    title: t('admin.title'),
    section: 'admin',
    body: html`<div class="heading"><h1>${t('admin.title')}</h1></div><div class="lists">${routes(visit, company, lines)}
${
  // how many more there are would count what may not be seen
  total > SHOWN && html`<p class="quiet">${t('admin.more', { n: SHOWN })}</p>`
}${people(visit, company, lines)}</div>`,
  });
};
