import { languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import type { Company } from '../../functions/core/company.ts';
import { millisOf, wallClock } from '../../functions/core/instant.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import type { KnownRecord } from '../../functions/core/records.ts';
import type { Decision } from '../../functions/core/routing/events.ts';
import type { RouteState } from '../../functions/core/routing/state.ts';
import { COLUMNS } from './columns.ts';
import type { Request } from './kind.ts';
import type { Printed } from './prints.ts';

const personOf = (id: string, { people }: Company): string =>
  people.find((one) => one.id === id)?.name.zh ?? id;

/** S37–S38: every signature that somebody gave for another, the open ones first, the longest waiting first. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const all = context.records.flatMap((one) => delegated(one, request.asOf, context));
  const lines = all
    .toSorted((a, b) => Number(b.isOpen) - Number(a.isOpen) || (a.day < b.day ? -1 : 1))
    .map(({ isOpen: _, ...line }) => line);
  const open = all.filter(({ isOpen }) => isOpen).length;
  return {
    data: {
      asOf: request.asOf,
      lines,
      open,
      settled: all.length - open,
      revisionReason: languages(request.revisionReason ?? '').zh,
    },
    needs: [],
  };
}

function delegated({ number, title, route }: KnownRecord, asOf: string, context: Context) {
  if (route === null) return [];
  return route.decisions
    .filter(({ delegation, day }) => delegation !== undefined && day <= asOf)
    .map((decision) => {
      const debt = route.debts.find(({ task }) => task === decision.task);
      const line = {
        document: number ?? '',
        title,
        step: stepOf(route, decision),
        owed: owedBy(decision, debt?.person ?? null, context.company),
        signed: personOf(decision.by, context.company),
        authority: authorityOf(decision),
        day: decision.day,
        waiting:
          debt === undefined ? '' : `${context.calendar.workingDaysBetween(decision.day, asOf)} 个工作日`,
        state: debt === undefined ? '已补签' : '待补签',
      };
      return { ...line, isOpen: debt !== undefined, tall: linesOfRow([[title, COLUMNS.title]]) };
    });
}

const CHANNEL = { phone: '电话', message: '消息', mail: '邮件', 'in-person': '当面' } as const;

/** 电话 2026-11-20 09:30 */
const authorityOf = ({ delegation }: Decision): string =>
  delegation === undefined
    ? ''
    : `${CHANNEL[delegation.authority.channel]} ${wallClock(millisOf(delegation.authority.at)).slice(0, 16)}`;

const stepOf = ({ steps }: RouteState, { step }: Decision): string =>
  steps.find(({ id }) => id === step)?.title.zh ?? step;

const owedBy = ({ role }: Decision, person: string | null, company: Company): string =>
  person === null ? (company.roles[role]?.title.zh ?? role) : personOf(person, company);
