import { createLink } from '../core/access/links.ts';
import { businessDate } from '../core/business/dates.ts';
import { type Chart, chartForMail, chartText, type Summary } from '../core/charts/chart.ts';
import { outlinePen } from '../core/charts/pen.ts';
import { type Company, type Person, whoHas } from '../core/company.ts';
import { recordAudit } from '../core/document/audit.ts';
import { bounced, noteNotice } from '../core/document/bounced.ts';
import type { Archived, DocumentEvent } from '../core/document/events.ts';
import { outsiderOf } from '../core/document/outsider.ts';
import { paperOf } from '../core/document/paper.ts';
import { rowOf } from '../core/document/projection.ts';
import { maySee, meantFor, readsAs } from '../core/document/readers.ts';
import { millisOf } from '../core/instant.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import { type Attachment, mailId } from '../core/mail.ts';
import { replyAddress } from '../core/mail-in/address.ts';
import { type Letter, write } from '../core/mails/letter.ts';
import { type About, askOf, routeLetter, subjectOf } from '../core/mails/route-letters.ts';
import { senderOf } from '../core/mails/sender.ts';
import type { Ports } from '../core/ports.ts';
import { codeOf, type Text } from '../core/result.ts';
import { dueDay } from '../core/routing/due.ts';
import type { Decision } from '../core/routing/events.ts';
import { principals } from '../core/routing/people.ts';
import { toldOf } from '../core/routing/recipients.ts';
import { isOutside } from '../core/routing/route.ts';
import { type RouteState, replayRoute } from '../core/routing/state.ts';
import { type OpenTask, openTasks } from '../core/routing/tasks.ts';
import type { RenewAsked, WakeUp } from '../wiring.ts';

/** Whom a mail goes to, and who that is in the ledger's words: a person's id, or `external:buyer`. */
interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

interface Told {
  readonly ports: Ports;
  readonly stream: string;
  readonly ver: number;
  /** RFC 3339, of the event that is told. */
  readonly ts: string;
  readonly company: Company;
  readonly events: readonly SealedEvent[];
  /** As it stands now, which may be long after the event. */
  readonly state: RouteState;
}

const staff = ({ id, name, email }: Person): Recipient => ({ id, name: name.zh, address: email });

const nameIn = (company: Company, id: string): Text =>
  company.people.find((person) => person.id === id)?.name ??
  (isOutside(id) ? { zh: '客户', en: 'the customer' } : { zh: id, en: id });

const personIn = ({ company }: Told, id: string | null): readonly Recipient[] =>
  company.people.filter((person) => person.id === id).map(staff);

const aboutOf = ({ ports, company, events, state }: Told, task?: OpenTask): About | undefined => {
  const row = rowOf(events);
  if (row === undefined) return undefined;
  const kind = ports.kinds.get(row.kind)?.title ?? { zh: row.kind, en: row.kind };
  const { requester } = state;
  const due = (task && dueDay(company, task)) ?? null;
  return { company, kind, row, requester: requester === null ? null : nameIn(company, requester), due };
};

const send = async (
  told: Told,
  to: Recipient,
  subject: string,
  compose: () => Promise<Letter>,
  attachments: readonly Attachment[] = [],
): Promise<void> => {
  const { ports, stream, ver, ts, company } = told;
  const row = rowOf(told.events);
  const as = readsAs(company, to.id, businessDate(ports.clock.now()));
  if (row === undefined || (!isOutside(to.id) && !maySee(row, as))) return;
  const id = mailId(ts, stream, String(ver), to.id);
  const back = await replyAddress(ports, company, row.number ?? '');
  const sending = ports.mailer.send(id, async () => ({
    from: senderOf(company),
    to: [{ name: to.name, address: to.address }],
    subject,
    date: millisOf(ts),
    ...(back !== undefined && { replyTo: { name: company.shortName.zh, address: back } }),
    ...write(await compose()),
    ...(attachments.length > 0 && { attachments }),
  }));
  await sending.catch(async (fault: unknown) => {
    if (codeOf(fault) !== 'MAIL_BOUNCED') throw fault;
    ports.log('MAIL_BOUNCED', { stream });
    await bounced(ports, id);
  });
};

/** A fresh link for this recipient and this task: one that was sent before dies. */
const taskLink = async (
  { ports, stream, state }: Told,
  to: Recipient,
  { task }: OpenTask,
): Promise<string> => {
  const token = await createLink(ports, {
    purpose: 'task',
    recipient: to.id,
    task,
    stream,
    document: state.shown,
  });
  return ports.site.url(`/t/${token}`);
};

const outsider = async ({ ports, events }: Told, role: string): Promise<readonly Recipient[]> => {
  const found = await outsiderOf(ports, events, role);
  return found ? [{ id: role, ...found }] : [];
};

/** A countersignature is owed by who was signed for, whoever may act for him otherwise. */
const told = (task: OpenTask, from: Told): Promise<readonly Recipient[]> | readonly Recipient[] => {
  const { company, ports } = from;
  if (isOutside(task.role)) return outsider(from, task.role);
  if (task.what === 'revise') return personIn(from, task.person);
  if (task.what === 'countersign') return principals(task, company).map(staff);
  return toldOf(task, company, businessDate(ports.clock.now())).map(staff);
};

/** A mailbox that takes nothing must not keep the others from their mail; the message is tried again for it alone. */
const toEach = async (people: readonly Recipient[], one: (to: Recipient) => Promise<void>): Promise<void> => {
  const faults: unknown[] = [];
  for (const to of people) await one(to).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
};

/** One mail to each, with one button. Of a task that is done meanwhile nobody hears. */
const tellTask = async (
  from: Told,
  id: string,
  first: boolean,
  extra: readonly Text[] = [],
  isMeant: (to: Recipient) => boolean = () => true,
): Promise<void> => {
  const task = openTasks(from.state).find((one) => one.task === id);
  const about = task && aboutOf(from, task);
  if (!about) return;
  const what = askOf(task.what);
  const heading = first ? what : { zh: `提醒，${what.zh}`, en: `Reminder, ${what.en.toLowerCase()}` };
  const people = (await told(task, from)).filter(isMeant);
  await toEach(people, (to) =>
    send(from, to, subjectOf(heading, about), async () => {
      const id = mailId(from.ts, from.stream, String(from.ver), to.id);
      await noteNotice(from.ports, id, { stream: from.stream, task: task.task, role: task.role, to: to.id });
      return routeLetter(
        about,
        heading,
        [{ zh: `${to.name}，您好：${task.title.zh}。`, en: `${task.title.en}.` }, ...extra],
        {
          label: { zh: '打开', en: 'Open' },
          href: await taskLink(from, to, task),
        },
      );
    }),
  );
  if (people.length === 0) return;
  const { ports, stream, ver, ts } = from;
  await recordAudit(ports, stream, `notice/${ver}/${ts}/${id}`, {
    type: 'notice.sent',
    data: { task: id, role: task.role, mails: people.length },
  });
};

const distinct = (people: readonly Recipient[]): readonly Recipient[] =>
  people.filter(({ id }, at) => people.findIndex((one) => one.id === id) === at);

/** To each once; they may look at the document, there is nothing to do. */
const inform = async (
  from: Told,
  people: readonly Recipient[],
  what: Text,
  paragraphs: readonly Text[],
): Promise<void> => {
  const about = aboutOf(from);
  if (!about) return;
  const href = from.ports.site.url(`/documents/${encodeURIComponent(about.row.number ?? from.stream)}`);
  await toEach(distinct(people), (to) =>
    send(from, to, subjectOf(what, about), async () =>
      routeLetter(about, what, paragraphs, {
        label: { zh: '查看单据', en: 'Open the document' },
        href,
      }),
    ),
  );
};

/** Whoever has decided on it so far, as it stood before the event. */
const deciders = (from: Told): readonly Recipient[] =>
  replayRoute(from.events.slice(0, from.ver - 1)).decisions.flatMap(({ by }) => personIn(from, by));

/** Somebody outside has a link that works no longer: he hears that, not why. */
const tellOutside = async (from: Told, but?: string): Promise<void> => {
  const about = aboutOf(from);
  const before = replayRoute(from.events.slice(0, from.ver - 1));
  const names = [...before.tasks.map(({ role }) => role), ...before.decisions.map(({ by }) => by)];
  const outside = [...new Set(names.filter((name) => isOutside(name) && name !== but))];
  const people = (await Promise.all(outside.map((role) => outsider(from, role)))).flat();
  if (!about) return;
  const what = { zh: '文件已收回', en: 'Document taken back' };
  const said = {
    zh: '该文件已由我方收回，您收到的签署链接不再有效，无需再办理。如有新的版本，我们会另行发送。',
    en: 'We have taken this document back: the link that you got no longer works, and there is nothing left to do. A new version will reach you by a mail of its own.',
  };
  await toEach(people, (to) =>
    send(from, to, subjectOf(what, about), async () =>
      routeLetter({ ...about, requester: null }, what, [said]),
    ),
  );
};

const FILED: Text = { zh: '手续齐全，已归档', en: 'Complete and filed' };

/** The paper that is not the last any more has been sent, or is about to be replaced by the last. */
const isLast = ({ events }: Told, { version, revision }: Archived): boolean => {
  const { archived } = paperOf(events);
  return archived?.version === version && archived.revision === revision;
};

const REPORT: Text = { zh: '已出', en: 'Ready' };

const CHART = 'chart.png';

/** A picture is worth nothing to a reader who gets no mail: without fonts the figures go alone. */
const chartOf = async ({ ports }: Told, chart: Chart): Promise<readonly Attachment[]> => {
  try {
    const { text } = await ports.faces();
    const bytes = await ports.picture(chartForMail(chart, 'zh', outlinePen(text)));
    return [{ name: CHART, type: 'image/png', bytes, inline: true }];
  } catch (fault) {
    ports.log('CHART_LEFT_OUT', { fault: codeOf(fault) });
    return [];
  }
};

/** A report goes to everybody whom its kind names: the figures and one chart to read at once, the files attached. */
const tellReport = async (from: Told, filed: Archived, summary: Summary): Promise<void> => {
  const about = aboutOf(from);
  if (!about || !isLast(from, filed)) return;
  const { chart, figures } = summary;
  const drawn = chart ? await chartOf(from, chart) : [];
  const books = Object.values(about.row.files).filter((key) => key.endsWith('.xlsx'));
  const files = await Promise.all(
    [...filed.files.map(({ key }) => key), ...books].map(async (key): Promise<Attachment> => {
      const name = key.slice(key.lastIndexOf('/') + 1);
      return { name, type: typeOf(name), bytes: await from.ports.files.get(key) };
    }),
  );
  const href = from.ports.site.url(`/documents/${encodeURIComponent(about.row.number ?? from.stream)}`);
  const button = { label: { zh: '在网页上看', en: 'See it on the page' }, href };
  const letter = async (): Promise<Letter> => ({
    ...routeLetter(about, REPORT, [], button),
    facts: figures.map(({ label, value }) => [label, value] as const),
    ...(chart && drawn.length > 0 && { picture: { name: CHART, alt: bothTexts(chart) } }),
  });
  await toEach(meantFor(about.row, from.company).map(staff), (to) =>
    send(from, to, subjectOf(REPORT, about), letter, [...drawn, ...files]),
  );
};

const bothTexts = (chart: Chart): Text => ({ zh: chartText(chart, 'zh'), en: chartText(chart, 'en') });

const typeOf = (name: string): string =>
  name.endsWith('.pdf')
    ? 'application/pdf'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Those who signed it, and its requester, get the final PDF; of what nobody signed the requester hears. */
const distribute = async (from: Told, filed: Archived): Promise<void> => {
  const about = aboutOf(from);
  const summary = about?.row.summary;
  if (summary) return tellReport(from, filed, summary);
  const [final] = filed.files;
  // where nobody was asked nobody waits for word: a table of thousands of requests would send thousands of mails
  if (from.state.steps.length === 0) return;
  if (!about || !final || !isLast(from, filed)) return;
  const { acts } = paperOf(from.events);
  const outside = [...new Set(acts.map(({ by }) => by).filter(isOutside))];
  const customers = (await Promise.all(outside.map((by) => outsider(from, by)))).flat();
  const inside = [...personIn(from, from.state.requester), ...acts.flatMap(({ by }) => personIn(from, by))];
  const href = from.ports.site.url(`/documents/${encodeURIComponent(about.row.number ?? from.stream)}`);
  const attached =
    acts.length > 0
      ? [{ name: final.name, type: 'application/pdf', bytes: await from.ports.files.get(final.key) }]
      : [];
  const said: readonly Text[] = [
    { zh: '所有手续均已办完。', en: 'Everything has been approved, signed and sealed.' },
    ...(attached.length > 0
      ? [
          {
            zh: `附件是最终文件；真伪可在 ${from.ports.site.url('/verify')} 查验。`,
            en: `The final document is attached; whether it is genuine can be checked at ${from.ports.site.url('/verify')}.`,
          },
        ]
      : []),
  ];
  const button = { label: { zh: '查看单据', en: 'Open the document' }, href };
  await toEach(distinct([...inside, ...customers]), (to) =>
    send(
      from,
      to,
      subjectOf(FILED, about),
      async () => routeLetter(about, FILED, said, isOutside(to.id) ? undefined : button),
      attached,
    ),
  );
};

const becauseOf = (by: Text, reason: string): Text => ({
  zh: `${by.zh}：${reason}`,
  en: `${by.en}: ${reason}`,
});

/** 补签: whom somebody signed for is told at once, with who allowed it and when. */
const tellDebt = async (from: Told, { task, by, delegation }: Decision): Promise<void> => {
  if (!delegation) return;
  const { authority } = delegation;
  const [actor, allowed] = [nameIn(from.company, by), nameIn(from.company, authority.by)];
  const when = authority.at.slice(0, 16).replace('T', ' ');
  await tellTask(from, task, true, [
    {
      zh: `${actor.zh} 已代签。授权人：${allowed.zh}，${when}：${authority.summary}`,
      en: `${actor.en} signed for you. Authorised by ${allowed.en}, ${when}: ${authority.summary}`,
    },
  ]);
};

const tell = async (from: Told, event: DocumentEvent): Promise<void> => {
  const { company, state } = from;
  const requester = personIn(from, state.requester);
  switch (event.type) {
    case 'task.opened':
    case 'task.reassigned':
      return tellTask(from, event.data.task, true);
    case 'task.reminded':
      return tellTask(from, event.data.task, false);
    case 'task.filled':
    case 'task.approved':
    case 'task.signed':
    case 'task.sealed':
    case 'task.acknowledged':
      return tellDebt(from, event.data);
    case 'task.escalated':
      return inform(from, whoHas(company, event.data.role).map(staff), { zh: '逾期未办', en: 'Overdue' }, [
        { zh: '请督促办理，或改派他人。', en: 'Please see to it, or give it to somebody else.' },
      ]);
    case 'route.returned': {
      const { by, reason } = event.data;
      const what = { zh: '已退回', en: 'Sent back' };
      await inform(from, [...requester, ...deciders(from)], what, [becauseOf(nameIn(company, by), reason)]);
      return tellOutside(from, by);
    }
    case 'route.withdrawn': {
      const { by, reason } = event.data;
      await inform(from, deciders(from), { zh: '已撤回', en: 'Withdrawn' }, [
        becauseOf(nameIn(company, by), reason),
      ]);
      return tellOutside(from);
    }
    case 'document.voided':
      return tellOutside(from);
    case 'notice.bounced': {
      const { to, task } = event.data;
      const name = nameIn(company, to);
      const open = openTasks(state).some((one) => one.task === task);
      const others = [...requester, ...whoHas(company, company.routing.coordinator).map(staff)];
      if (!open) return undefined;
      return inform(
        from,
        others.filter(({ id }) => id !== to),
        { zh: '通知邮件被退回', en: 'A mail bounced' },
        [
          {
            zh: `${name.zh}收不到邮件，还不知道有待办。请当面或电话告知，并核对邮箱地址；必要时改派他人。`,
            en: `${name.en} does not get mails and knows nothing of the task. Tell them in person, check the address, or give the task to somebody else.`,
          },
        ],
      );
    }
    case 'route.expired':
      return inform(from, [...requester, ...deciders(from)], { zh: '已过期', en: 'Expired' }, [
        { zh: '未在期限内办完，流程已结束。', en: 'It was not finished in time and has ended.' },
      ]);
    case 'document.archived':
      return distribute(from, event.data);
    default:
      return undefined;
  }
};

/** A new link for who had one that ended; nobody else gets one, whoever asked. */
export const renewLink = async (ports: Ports, asked: RenewAsked): Promise<void> => {
  const { stream, renew, recipient, time } = asked;
  const events = await ports.ledger.read(stream);
  const { company } = await ports.company.current();
  const from: Told = { ports, stream, ver: 0, ts: time, company, events, state: replayRoute(events) };
  await tellTask(from, renew, true, [], ({ id }) => id === recipient);
};

/** What happened on a document's way: whoever has to act or to know gets one mail, however often this is asked. */
export const tellRoute = async (ports: Ports, { stream, ver }: WakeUp): Promise<void> => {
  const events = await ports.ledger.read(stream);
  const sealed = events[ver - 1];
  if (sealed === undefined) return;
  const { company } = await ports.company.current();
  const envelope = open(sealed);
  const from: Told = { ports, stream, ver, ts: envelope.ts, company, events, state: replayRoute(events) };
  await tell(from, envelope as unknown as Envelope & DocumentEvent);
};
