import { z } from 'zod';
import { moneyText } from '../business/money-text.ts';
import type { Company } from '../company.ts';
import type { Json } from '../ledger/canonical.ts';
import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import type { Language, Text } from '../result.ts';
import { REQUESTER } from '../routing/events.ts';
import { isOutside } from '../routing/route.ts';
import { usedTemplates } from './used-templates.ts';

interface Sentence extends Text {
  /** Members of the event's data that say which one; those that it lacks are left out. */
  readonly about?: readonly string[];
}

/** What happened, in plain words; an event that is not here shows its own name. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  'intake.accepted': { zh: '文件已接受', en: 'The file was accepted', about: ['file'] },
  'intake.rejected': {
    zh: '文件有错，已退回修改',
    en: 'The file has mistakes and went back',
    about: ['file'],
  },
  'document.received': { zh: '收到申请', en: 'The request came in', about: ['requestNo', 'party'] },
  'document.revised': { zh: '收到修订', en: 'A revision came in', about: ['revision'] },
  'document.numbered': { zh: '取得编号', en: 'The number was given', about: ['number'] },
  'document.filled': { zh: '已按模板填写', en: 'The template was filled', about: ['amount'] },
  'document.refused': { zh: '不符合业务规则，未能开出', en: 'Refused by a business rule', about: ['reason'] },
  'document.rendered': { zh: '已生成 PDF', en: 'The PDF was made', about: ['engine'] },
  'document.superseded': { zh: '已被新版取代', en: 'A newer revision took its place', about: ['revision'] },
  'document.signed': { zh: 'PDF 已加签', en: 'The signature is on the PDF' },
  'document.archived': { zh: '已归档', en: 'It was archived' },
  'document.voided': { zh: '已作废', en: 'It was made void', about: ['reason'] },
  'personal.erased': { zh: '个人信息已删除', en: 'Personal data was erased' },
  'record.kept': { zh: '已登记', en: 'It was put on record', about: ['requestNo', 'party', 'revision'] },
  'schedule.passed': { zh: '按计划处理完毕', en: 'The day of the timetable is done', about: ['day'] },
  'reference.published': { zh: '发布新版本', en: 'A new version was published', about: ['requestNo'] },
  'template.published': { zh: '模板发布新版本', en: 'A template was published', about: ['file', 'version'] },
  'template.chosen': {
    zh: '模板换用版本',
    en: 'A version of a template was chosen',
    about: ['file', 'version'],
  },
  'mail.received': { zh: '收到邮件', en: 'The mail came in' },
  'mail.quarantined': { zh: '邮件已隔离', en: 'The mail was put aside', about: ['reason'] },
  'mail.repeated': { zh: '同一邮件再次收到', en: 'The same mail came once more' },
  'mail.released': { zh: '已放行', en: 'It was released' },
  'mail.dropped': { zh: '已丢弃', en: 'It was dropped' },
  'mail.answered': { zh: '已回复发件人', en: 'Its sender was answered' },
  'task.opened': { zh: '已通知经办人', en: 'A task was opened', about: ['role'] },
  'task.reminded': { zh: '已催办', en: 'A reminder went out', about: ['role'] },
  'task.escalated': { zh: '已上报', en: 'The task went one level up', about: ['role'] },
  'task.filled': { zh: '经办人已填写', en: 'Fields were filled in', about: ['role'] },
  'task.approved': { zh: '已批准', en: 'Approved', about: ['role'] },
  'task.rejected': { zh: '未同意', en: 'Refused', about: ['role', 'reason'] },
  'task.signed': { zh: '已签字', en: 'Signed', about: ['role'] },
  'task.countersigned': { zh: '已补签', en: 'Countersigned', about: ['role'] },
  'task.sealed': { zh: '已盖章', en: 'The seal was put on', about: ['role'] },
  'task.acknowledged': { zh: '已签收', en: 'Receipt was signed for', about: ['role'] },
  'task.reassigned': { zh: '已转办', en: 'Given to another', about: ['role', 'reason'] },
  'route.submitted': { zh: '已提交审批', en: 'It was submitted for approval', about: ['revision'] },
  'route.returned': { zh: '已退回', en: 'It went back', about: ['to', 'reason'] },
  'route.withdrawn': { zh: '已撤回', en: 'It was withdrawn', about: ['reason'] },
  'route.expired': { zh: '已过期', en: 'It has expired', about: ['day'] },
  'route.completed': { zh: '手续齐全', en: 'Complete', about: ['revision'] },
  'notice.sent': { zh: '已发出链接', en: 'The link was sent', about: ['role'] },
  'link.opened': { zh: '已打开链接', en: 'The link was opened', about: ['role'] },
  'code.sent': { zh: '已发送验证码', en: 'A code was sent', about: ['role'] },
  'code.failed': { zh: '验证码不对', en: 'A code was wrong', about: ['role'] },
  'notice.bounced': { zh: '通知邮件被退回', en: 'The mail bounced', about: ['role'] },
};

/** What an event of this type means; undefined for one that people need not know. */
export const meaningOf = (type: string): Text | undefined => SENTENCES[type];

export interface TimelineEntry {
  readonly ver: number;
  readonly type: string;
  readonly ts: string;
  readonly actor: string;
  readonly hash: string;
  readonly prev: string;
  readonly what: string;
}

const membersOf = (data: Envelope['data']): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {};

const shown = (value: unknown): string | undefined =>
  typeof value === 'object' ? shownText(membersOf(value as Json).name) : shownText(value);

const shownText = (value: unknown): string | undefined =>
  (typeof value === 'string' && value.length <= 120) || typeof value === 'number' ? String(value) : undefined;

const amountOf = ({ amount, currency }: Readonly<Record<string, unknown>>): string | undefined =>
  typeof amount === 'string' ? moneyText(amount, typeof currency === 'string' ? currency : null) : undefined;

/** Titles of roles and steps, as a name in an event's data means them. */
type Names = (name: string) => Text | undefined;

const NAMED: readonly string[] = ['role', 'to'];

const sentence = (language: Language, event: Envelope, names: Names): string => {
  const known = SENTENCES[event.type];
  if (known === undefined) return event.type;
  const data = membersOf(event.data);
  const about = (known.about ?? [])
    .map((name) => {
      const value = name === 'amount' ? amountOf(data) : shown(data[name]);
      return (NAMED.includes(name) && value !== undefined && names(value)?.[language]) || value;
    })
    // the first revision has no number on paper either
    .filter((value, index) => value !== undefined && !(known.about?.[index] === 'revision' && value === '0'));
  if (about.length === 0) return known[language];
  return language === 'zh' ? `${known.zh}：${about.join('，')}` : `${known.en}: ${about.join(', ')}`;
};

const steps = z.array(z.object({ id: z.string(), title: z.object({ zh: z.string(), en: z.string() }) }));

const namesOf = (events: readonly Envelope[], roles: Company['roles']): Names => {
  const submitted = events.findLast(({ type }) => type === 'route.submitted');
  const titles = steps.safeParse(membersOf(submitted?.data ?? null).steps).data ?? [];
  return (name) => {
    if (name === REQUESTER) return { zh: '经办人', en: 'the requester' };
    if (isOutside(name)) return { zh: '客户', en: 'the customer' };
    return roles[name]?.title ?? titles.find(({ id }) => id === name)?.title;
  };
};

/** A stream in plain words, oldest first; roles by their titles in the profile, where it is given. */
export const timeline = (
  language: Language,
  events: readonly SealedEvent[],
  company?: Pick<Company, 'roles'>,
): readonly TimelineEntry[] => {
  const all = events.map(open);
  const names = namesOf(all, company?.roles ?? {});
  return all.map((event, index) => {
    const { ver, type, ts, actor, prev } = event;
    const hash = events[index]?.hash ?? '';
    return { ver, type, ts, actor, prev, hash, what: sentence(language, event, names) };
  });
};

export interface RevisionEntry {
  readonly revision: number;
  readonly ts: string;
}

const ofType = (events: readonly SealedEvent[], ...types: readonly string[]): readonly Envelope[] =>
  events.filter(({ type }) => types.includes(type)).map(open);

/** When each revision came in, newest first; 0 is the first issue. */
export const revisions = (events: readonly SealedEvent[]): readonly RevisionEntry[] =>
  ofType(events, 'document.received', 'document.revised')
    .map(({ ts, data }) => ({ revision: Number(membersOf(data).revision ?? 0), ts }))
    .reverse();

const need = z.object({ code: z.string(), reason: z.object({ zh: z.string(), en: z.string() }) });

/** Why the document needs what it needs, by the need's code. */
export const needReasons = (events: readonly SealedEvent[]): ReadonlyMap<string, Text> => {
  const filled = ofType(events, 'document.filled').at(-1);
  const needs = z.array(need).safeParse(membersOf(filled?.data ?? null).needs);
  return new Map((needs.data ?? []).map(({ code, reason }) => [code, reason]));
};

/** The templates that the document is made with, by file, each with its SHA-256. */
export const templatesOf = (events: readonly SealedEvent[]): readonly (readonly [string, string])[] =>
  usedTemplates(events.map((event) => open(event).data));

const tally = z.object({ received: z.int(), duplicates: z.int(), rejected: z.int() });

/** How many requests of a file were taken, known already, and refused. */
export const intakeTally = (events: readonly SealedEvent[]): z.infer<typeof tally> | undefined =>
  tally.safeParse(ofType(events, 'intake.accepted', 'intake.rejected').at(-1)?.data).data;

const noted = z.object({ notes: z.array(z.object({ zh: z.string(), en: z.string() })) });

/** What people should know of a file that was taken. */
export const notesOf = (events: readonly SealedEvent[]): readonly Text[] =>
  noted.safeParse(ofType(events, 'intake.accepted').at(-1)?.data).data?.notes ?? [];
