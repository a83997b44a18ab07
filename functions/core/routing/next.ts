import type { Company } from '../company.ts';
import type { Text } from '../result.ts';
import { isOutside } from './route.ts';
import type { RouteState } from './state.ts';
import { type OpenTask, openTasks } from './tasks.ts';

const ENDS: Readonly<Record<Exclude<RouteState['status'], 'open' | 'returned'>, Text>> = {
  none: { zh: '尚未提交审批', en: 'not submitted yet' },
  revising: { zh: '正在生成新的修订版', en: 'a new revision is being made' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  expired: { zh: '已过期', en: 'expired' },
  voided: { zh: '已作废', en: 'void' },
  completed: { zh: '手续齐全', en: 'complete' },
};

/** Who a task waits for: the person, the title of the role, or the party outside. */
export const waitsFor = (
  { role, person }: OpenTask,
  { people, roles }: Pick<Company, 'people' | 'roles'>,
): Text =>
  people.find(({ id }) => id === person)?.name ??
  roles[role]?.title ??
  (isOutside(role) ? { zh: '客户', en: 'the customer' } : { zh: role, en: role });

/** Business day since which it waits for somebody; undefined when it waits for nobody. */
export const openSince = (state: RouteState): string | undefined =>
  openTasks(state)
    .map(({ day }) => day)
    .toSorted()[0];

/** Where it stands and who is next, one sentence: 合同评审小组评审：邱婉清、孔德清. */
export const whoIsNext = (state: RouteState, company: Pick<Company, 'people' | 'roles'>): Text => {
  const byTitle = new Map<string, { title: Text; people: Text[] }>();
  for (const task of openTasks(state)) {
    const found = byTitle.get(task.title.en) ?? { title: task.title, people: [] };
    found.people.push(waitsFor(task, company));
    byTitle.set(task.title.en, found);
  }
  const end = state.status === 'open' || state.status === 'returned' ? [] : [ENDS[state.status]];
  const open = [...byTitle.values()].map(({ title, people }) => ({
    zh: `${title.zh}：${people.map(({ zh }) => zh).join('、')}`,
    en: `${title.en}: ${people.map(({ en }) => en).join(', ')}`,
  }));
  const all = [...end, ...open];
  return { zh: all.map(({ zh }) => zh).join('；'), en: all.map(({ en }) => en).join('; ') };
};
