import { businessDate } from '../core/business/dates.ts';
import { moneyText } from '../core/business/money-text.ts';
import { type Html, html } from '../core/html.ts';
import type { TaskRow } from '../core/ports.ts';
import { type Mine, mine, rolesOf } from '../core/routing/mine.ts';
import { dueOf } from './act.ts';
import { show } from './layout.ts';
import type { Answer, Visit } from './visit.ts';
import { kindName, rowHref, rowName } from './visit.ts';

/** Most tasks that the page shows; nobody works through more at once. */
const SHOWN = 200;

interface Item {
  readonly task: Mine;
  readonly row: TaskRow['row'];
  readonly late: boolean;
  readonly due: string | undefined;
}

const item = (visit: Visit, { task, row, late, due }: Item): Html => html`
<li><a class="open" href="${rowHref(row)}"><span class="what">${task.title[visit.language]}</span>
<strong>${rowName(visit, row)}</strong> <span class="quiet">${kindName(visit, row.kind)} · ${row.party || row.title}</span>
<span class="money">${row.amount !== null && moneyText(row.amount, row.currency)}</span><span class="when${late && ' late'}">${due ? visit.t('tasks.due', { day: due }) : visit.t('tasks.since', { day: task.day })}</span></a></li>`;

const section = (visit: Visit, title: string, items: readonly Item[], id: string): Html | false =>
  items.length > 0 &&
  html`<section id="${id}"><h2>${title} <span class="count">${items.length}</span></h2><ul class="todo">${items.map((one) => item(visit, one))}</ul></section>`;

/** `/tasks`: what waits for whoever is signed in, overdue first. */
export const tasksPage: Answer = async (visit) => {
  const { t, who, ports, profile, now } = visit;
  const { company } = profile;
  const { person } = who;
  if (!person || !company)
    return show(visit, {
      title: t('tasks.title'),
      section: 'tasks',
      body: html`<section class="empty"><h1>${t('tasks.operator')}</h1><p>${t('tasks.operator.hint')}</p><p><a class="button primary" href="/sign-in">${t('sign-in.title')}</a></p></section>`,
    });
  const today = businessDate(now);
  const context = { company, at: now, today };
  const found = await ports.views.tasks({
    of: { person: person.id, roles: rolesOf(person.id, context) },
    limit: SHOWN,
    offset: 0,
  });
  const items = found.rows.flatMap(({ task, row }): readonly Item[] => {
    const own =
      row.route &&
      mine(row.route, person.id, context).find((one) => one.task === task.task && one.what === task.what);
    if (!own) return [];
    const due = dueOf(visit, own);
    return [{ task: own, row, due, late: due !== undefined && due < today }];
  });
  const late = items.filter((one) => one.late && !one.task.instead);
  const open = items.filter((one) => !one.late && !one.task.instead);
  const instead = items.filter((one) => one.task.instead);
  return show(visit, {
    title: t('tasks.title'),
    section: 'tasks',
    body: html`<div class="heading"><h1>${t('tasks.title')}</h1></div><div id="todo" data-live class="lists">${
      items.length === 0 &&
      html`<section class="empty"><h2>${t('tasks.none')}</h2><p>${t('tasks.none.hint')}</p></section>`
    }${section(visit, t('tasks.late'), late, 'late')}${section(visit, t('tasks.open'), open, 'open')}${section(visit, t('tasks.instead'), instead, 'instead')}</div>`,
  });
};
