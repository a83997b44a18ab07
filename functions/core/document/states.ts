import type { Text } from '../result.ts';
import type { Counts } from './counts.ts';

/** Documents that the machine still has to number, fill or print, in this order. */
export const MAKING = ['received', 'numbered', 'filled'] as const;

/** Every state of a row in the lists, in the order of a document's life; then those that end it; then other rows'. */
const STATES: Readonly<Record<string, Text>> = {
  received: { zh: '已收到', en: 'Received' },
  numbered: { zh: '已编号', en: 'Numbered' },
  filled: { zh: '已填写', en: 'Filled' },
  rendered: { zh: '已出 PDF', en: 'PDF ready' },
  submitted: { zh: '审批中', en: 'In approval' },
  refused: { zh: '已退回', en: 'Sent back' },
  approved: { zh: '已批准', en: 'Approved' },
  signed: { zh: '已签字', en: 'Signed' },
  sealed: { zh: '已盖章', en: 'Sealed' },
  archived: { zh: '已归档', en: 'Archived' },
  completed: { zh: '手续齐全', en: 'Complete' },
  superseded: { zh: '已被取代', en: 'Superseded' },
  expired: { zh: '已过期', en: 'Expired' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  voided: { zh: '已作废', en: 'Void' },
  kept: { zh: '已登记', en: 'On record' },
  published: { zh: '已生效', en: 'In force' },
  passed: { zh: '按计划运行', en: 'On schedule' },
  recorded: { zh: '已记录', en: 'Recorded' },
  accepted: { zh: '已接受', en: 'Accepted' },
  rejected: { zh: '需修改', en: 'To be mended' },
  quarantined: { zh: '已隔离', en: 'Put aside' },
  released: { zh: '已放行', en: 'Released' },
  dropped: { zh: '已丢弃', en: 'Dropped' },
  duplicate: { zh: '重复', en: 'Duplicate' },
};

const OVER = ['superseded', 'expired', 'withdrawn', 'voided'];

/** What people call a state; one that is not known shows its own name. */
export const stateText = (state: string): Text => STATES[state] ?? { zh: state, en: state };

/** In the order of a document's life; those that are not known come last. */
export const inOrder = (states: Iterable<string>): readonly string[] => {
  const all = Object.keys(STATES);
  const place = (state: string): number => (all.includes(state) ? all.indexOf(state) : all.length);
  return [...states].toSorted((a, b) => place(a) - place(b));
};

/** There is nothing to look at yet. */
export const isEarly = (state: string): boolean => state === 'received' || state === 'numbered';

/** Nobody will do anything with it any more. */
export const isOver = (state: string): boolean => OVER.includes(state);

// a price list is in force and a fact on record without having been made
const isMade = (state: string): boolean =>
  state !== 'published' && state !== 'kept' && !(MAKING as readonly string[]).includes(state);

/** How far the machine's own work on documents is. */
export const workOf = (
  counts: Counts,
): { readonly waiting: Readonly<Record<(typeof MAKING)[number], number>>; readonly done: number } => {
  const { received = 0, numbered = 0, filled = 0 } = counts;
  const done = Object.entries(counts).reduce((sum, [state, n]) => (isMade(state) ? sum + n : sum), 0);
  return { waiting: { received, numbered, filled }, done };
};
