import { businessDate } from '../core/business/dates.ts';
import { moneyText } from '../core/business/money-text.ts';
import type { Company, Person } from '../core/company.ts';
import { type Html, html } from '../core/html.ts';
import { isoOf } from '../core/instant.ts';
import type { DocumentRow, TaskRow } from '../core/ports.ts';
import { dueDay } from '../core/routing/due.ts';
import { type Mine, mine, rolesOf } from '../core/routing/mine.ts';
import { openSince, whoIsNext } from '../core/routing/next.ts';
import type { RouteState } from '../core/routing/state.ts';
import { show } from './layout.ts';
import { stateBadge } from './parts.ts';
import type { Answer, Visit } from './visit.ts';
import { kindName, rowHref, rowName, seen } from './visit.ts';

/** Most tasks that the page shows; nobody works through more at once. */
const SHOWN = 200;
/** Most documents of the past. */
const LATELY = 30;
const DAY = 24 * 3_600_000;
/** How far back the past reaches. */
const DAYS_DONE = 30;
const DAYS_SENT = 180;

interface Item {
  readonly task: Mine;
  readonly row: TaskRow['row'];
  readonly late: boolean;
  readonly due: string | undefined;
}

interface Entry {
  readonly row: DocumentRow;
  readonly what: string;
  readonly more: Html | string | false;
  readonly when: string;
  readonly late?: boolean;
}

const entry = (visit: Visit, { row, what, more, when, late }: Entry): Html => html`
<li><a class="open" href="${rowHref(row)}"><span class="what">${what}</span>
<strong>${rowName(visit, row)}</strong> <span class="quiet">${more}</span>
<span class="money">${row.amount !== null && moneyText(row.amount, row.currency)}</span><span class="when${late && ' late'}">${when}</span></a></li>`;

const about = (visit: Visit, row: DocumentRow): string =>
  `${kindName(visit, row.kind)} · ${row.party || row.title}`;

const section = (title: string, items: readonly Html[], id: string): Html | false =>
  items.length > 0 &&
  html`<section id="${id}"><h2>${title} <span class="count">${items.length}</span></h2><ul class="todo">${items}</ul></section>`;

const openItem = (visit: Visit, { task, row, late, due }: Item): Html =>
  entry(visit, {
    row,
    late,
    what: task.title[visit.language],
    more: about(visit, row),
    when: due ? visit.t('tasks.due', { day: due }) : visit.t('tasks.since', { day: task.day }),
  });

const openItems = async (visit: Visit, person: Person, company: Company): Promise<readonly Item[]> => {
  const today = businessDate(visit.now);
  const context = { company, at: visit.now, today };
  const found = await visit.ports.views.tasks({
    of: { person: person.id, roles: rolesOf(person.id, context) },
    limit: SHOWN,
    offset: 0,
  });
  return found.rows
    .filter(({ row }) => seen(visit, row))
    .flatMap(({ task, row }): readonly Item[] => {
      const own =
        row.route &&
        mine(row.route, person.id, context).find((one) => one.task === task.task && one.what === task.what);
      if (!own) return [];
      const due = dueDay(company, own);
      return [{ task: own, row, due, late: due !== undefined && due < today }];
    });
};

/** The last thing that a person did for a document: the step's title, and the business day where it is known. */
const lastDone = (route: RouteState, who: string, { language, t }: Visit): { what: string; when: string } => {
  const { returned } = route;
  const titleOf = (id: string): string => route.steps.find((one) => one.id === id)?.title[language] ?? '';
  const decision = route.decisions.findLast(({ by }) => by === who);
  if (returned?.by === who && returned.day >= (decision?.day ?? ''))
    return { what: `${t('tasks.refused')} · ${titleOf(returned.step)}`, when: returned.day };
  const debt = route.settled.findLast(({ by }) => by === who);
  const countersigned = { what: t('act.countersign'), when: debt?.day ?? '' };
  if (debt?.day !== undefined && debt.day > (decision?.day ?? '')) return countersigned;
  return decision ? { what: titleOf(decision.step), when: decision.day } : countersigned;
};

const doneItem = (visit: Visit, person: Person, row: DocumentRow): readonly Html[] =>
  row.route === null
    ? []
    : [
        entry(visit, {
          row,
          more: html`${about(visit, row)} ${stateBadge(visit, row.state)}`,
          ...lastDone(row.route, person.id, visit),
        }),
      ];

/** Where it is stuck, who is next, and since when. */
const sentItem = (visit: Visit, company: Company, row: DocumentRow): readonly Html[] => {
  if (row.route === null) return [];
  const since = openSince(row.route);
  return [
    entry(visit, {
      row,
      what: kindName(visit, row.kind),
      more: html`${row.party || row.title} ${stateBadge(visit, row.state)}${since !== undefined && html`<br>${visit.t('act.next')} ${whoIsNext(row.route, company)[visit.language]}`}`,
      when: since === undefined ? '' : visit.t('tasks.since', { day: since }),
    }),
  ];
};

/** `/tasks`: what waits for whoever is signed in, overdue first; where it stands with what he sent; what he did. */
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
  const part = async (part: 'requested' | 'decided', days: number): Promise<readonly DocumentRow[]> => {
    const since = isoOf(now - days * DAY);
    const rows = await ports.views.withPart({ person: person.id, part, since, limit: LATELY });
    return rows.filter((row) => seen(visit, row));
  };
  const [items, sent, done] = await Promise.all([
    openItems(visit, person, company),
    part('requested', DAYS_SENT),
    part('decided', DAYS_DONE),
  ]);
  const list = (some: readonly Item[]): readonly Html[] => some.map((one) => openItem(visit, one));
  const stuck = (row: DocumentRow): boolean => row.route !== null && openSince(row.route) !== undefined;
  const mineFirst = [...sent.filter(stuck), ...sent.filter((row) => !stuck(row))];
  return show(visit, {
    title: t('tasks.title'),
    section: 'tasks',
    body: html`<div class="heading"><h1>${t('tasks.title')}</h1></div><div id="todo" data-live class="lists">${
      items.length === 0 &&
      html`<section class="empty"><h2>${t('tasks.none')}</h2><p>${t('tasks.none.hint')}</p></section>`
    }${section(
      t('tasks.late'),
      list(items.filter((one) => one.late && !one.task.instead)),
      'late',
    )}${section(t('tasks.open'), list(items.filter((one) => !one.late && !one.task.instead)), 'open')}${section(
      t('tasks.instead'),
      list(items.filter((one) => one.task.instead)),
      'instead',
    )}${section(
      t('tasks.mine'),
      mineFirst.flatMap((row) => sentItem(visit, company, row)),
      'sent',
    )}${section(
      t('tasks.done'),
      done.flatMap((row) => doneItem(visit, person, row)),
      'done',
    )}</div>`,
  });
};
