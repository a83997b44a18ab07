import { z } from 'zod';
import { createLink } from '../core/access/links.ts';
import { addressKey } from '../core/access/tokens.ts';
import { businessDate } from '../core/business/dates.ts';
import type { Company, Person } from '../core/company.ts';
import { record } from '../core/document/append.ts';
import { replay } from '../core/document/document.ts';
import { type UploadEvent, uploadStream } from '../core/document/events.ts';
import { readCommitted } from '../core/document/personal.ts';
import { millisOf } from '../core/instant.ts';
import { type Envelope, open, type SealedEvent } from '../core/ledger/envelope.ts';
import { type Attachment, mailId } from '../core/mail.ts';
import { kindAddress, replyAddress } from '../core/mail-in/address.ts';
import { isAnswered, type MailAnswer, type MailState, replayMail } from '../core/mail-in/events.ts';
import { type Message, readMessage } from '../core/mail-in/message.ts';
import { senderOf as writerOf } from '../core/mail-in/receipt.ts';
import { type AnswerFacts, answerLetter, type Outcome } from '../core/mails/answer-letter.ts';
import { type Letter, write } from '../core/mails/letter.ts';
import { senderOf } from '../core/mails/sender.ts';
import type { Ports } from '../core/ports.ts';
import { codeOf, type Problem } from '../core/result.ts';
import { replayRoute } from '../core/routing/state.ts';
import { concerns, openTasks } from '../core/routing/tasks.ts';

/** How often the numbers of what a mail asked for are looked for before it is answered without them. */
const TRIES = 12;
const DAY = 24 * 3_600_000;
/** Bytes of marked copies that one answer carries. */
const MOST_ATTACHED = 10 * 1024 * 1024;

type UploadData = Extract<UploadEvent, { type: 'intake.rejected' }>['data'];

/** Only what the answer needs of `errors.json`. */
const errors = z.object({
  problems: z.array(z.custom<Problem>((one) => typeof one === 'object' && one !== null)),
});

interface Done {
  readonly id: string;
  readonly event: Envelope<string, Partial<UploadData>>;
}

const outcomeEvent = (events: readonly SealedEvent[] | undefined): Done['event'] | undefined => {
  const found = events?.find(({ type }) => type.startsWith('intake.'));
  return found && (open(found) as unknown as Done['event']);
};

/** What intake said of each attachment; undefined while it has not said it of all. */
const outcomesOf = async (ports: Ports, state: MailState): Promise<readonly Done[] | undefined> => {
  const { uploads } = state.content;
  const streams = await ports.ledger.readMany(uploads.map(({ id }) => uploadStream(id)));
  const done = uploads.map(({ id }) => ({ id, event: outcomeEvent(streams.get(uploadStream(id))) }));
  return done.every((one): one is Done => one.event !== undefined) ? done : undefined;
};

/** Numbers by stream of the documents that have one; and whether others wait for theirs. */
const numbersOf = async (ports: Ports, done: readonly Done[]) => {
  const streams = done
    .flatMap(({ event }) => event.data.documents ?? [])
    .filter((one) => !one.startsWith('reference/'));
  const read = await ports.ledger.readMany(streams);
  const numbers = new Map<string, string>();
  for (const [stream, events] of read) {
    const document = replay(events);
    if ('number' in document) numbers.set(stream, document.number);
  }
  return { numbers, waiting: streams.some((stream) => !numbers.has(stream)) };
};

const problemsOf = async (ports: Ports, { id, event }: Done): Promise<readonly Problem[]> => {
  const file = event.data.files?.find(({ key }) => key.endsWith('/errors.json'));
  if (file === undefined) return [];
  const bytes = await readCommitted(ports, uploadStream(id), file);
  return errors.parse(JSON.parse(new TextDecoder().decode(bytes))).problems;
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The copies in which every mistake is marked. */
const copiesOf = async (ports: Ports, done: readonly Done[]): Promise<readonly Attachment[]> => {
  const copies: Attachment[] = [];
  let room = MOST_ATTACHED;
  for (const { id, event } of done) {
    const { files = [], file } = event.data;
    const copy = files.find(({ key, name }) => !key.endsWith('/errors.json') && name !== file?.name);
    if (copy === undefined || copy.size > room) continue;
    room -= copy.size;
    copies.push({ name: copy.name, type: XLSX, bytes: await readCommitted(ports, uploadStream(id), copy) });
  }
  return copies;
};

const outcomeOf = async (ports: Ports, one: Done, numbers: ReadonlyMap<string, string>): Promise<Outcome> => {
  const { file, kind, received = 0, duplicates = 0, documents = [] } = one.event.data;
  return {
    name: file?.name ?? '',
    kind: ports.kinds.get(kind ?? '')?.title ?? null,
    numbers: documents.flatMap((stream) => numbers.get(stream) ?? []),
    received,
    duplicates,
    problems: await problemsOf(ports, one),
  };
};

const choicesOf = (ports: Ports, company: Company, asked: number): Letter['choices'] | undefined => {
  if (asked === 0) return undefined;
  return [...ports.kinds.values()].map(({ id, title }) => {
    const address = kindAddress(company, id);
    return { label: title, href: address ? `mailto:${address}` : ports.site.url(`/forms/${id}.xlsx`) };
  });
};

/** The task of the document that waits for the person. */
const taskFor = async (ports: Ports, stream: string, person: Person) => {
  const state = replayRoute(await ports.ledger.read(stream));
  const of = { person: person.id, roles: person.roles };
  const task = openTasks(state).find((one) => concerns(one, of));
  return task && { task: task.task, document: state.shown };
};

interface Reply {
  readonly what: MailAnswer;
  readonly compose: () => Promise<{ readonly facts: AnswerFacts; readonly copies: readonly Attachment[] }>;
}

const whatOf = ({ outcomes, refused, choices }: AnswerFacts, task: unknown): MailAnswer => {
  if (task !== undefined) return 'link';
  if (outcomes.some(({ problems }) => problems.length > 0) || refused.length > 0) return 'mistakes';
  if (choices) return 'asked';
  return outcomes.length > 0 ? 'accepted' : 'nothing';
};

interface Answering {
  readonly ports: Ports;
  readonly state: MailState;
  readonly company: Company;
  readonly done: readonly Done[];
  readonly numbers: ReadonlyMap<string, string>;
}

const replyTo = async ({ ports, state, company, done, numbers }: Answering): Promise<Reply> => {
  const { content } = state;
  const { document, agrees, refused, asked, uploads } = content;
  const person = company.people.find(({ id }) => id === content.sender);
  const consents = agrees && document !== null && person !== undefined && uploads.length === 0;
  const task = consents ? await taskFor(ports, document, person) : undefined;
  const choices = choicesOf(ports, company, asked);
  const outcomes = await Promise.all(done.map((one) => outcomeOf(ports, one, numbers)));
  const facts: AnswerFacts = {
    company,
    outcomes,
    refused,
    ...(choices && { choices }),
    nothingWaits: consents && task === undefined,
  };
  return {
    what: whatOf(facts, task),
    compose: async () => {
      const copies = await copiesOf(ports, done);
      if (task === undefined || document === null || person === undefined) return { facts, copies };
      // made for no mail but the one that goes: it ends the link that the person had
      const given = { purpose: 'task', recipient: person.id, stream: document, ...task } as const;
      const link = ports.site.url(`/t/${await createLink(ports, given)}`);
      return { facts: { ...facts, link }, copies };
    },
  };
};

const plainSubject = (subject: string): string =>
  subject
    .replace(/^(\s*(re|fwd?|aw|回复|答复|转发|自动回复)\s*[:：])+/i, '')
    .trim()
    .toLowerCase();

/** False when its sender has had his answers for the day under this subject: two programs must not talk for ever. */
const mayAnswer = async (ports: Ports, company: Company, { from, subject }: Message): Promise<boolean> => {
  const now = ports.clock.now();
  const thread = await addressKey(ports.secrets, `${from[0] ?? ''}\n${plainSubject(subject)}`);
  const sent = await ports.keyValue.count(`mail-answers/${businessDate(now)}/${thread}`, now + DAY);
  return sent <= company.mail.answersPerThread;
};

const recordAnswer = async (ports: Ports, stream: string, what: MailAnswer): Promise<void> => {
  await record(ports.ledger, [
    {
      stream,
      cause: { key: `answer/${stream}`, actor: 'docket/mail', at: ports.clock.now() },
      decide: (events) => ({
        drafts: replayMail(events)?.answered ? [] : [{ type: 'mail.answered', data: { what } }],
        result: undefined,
      }),
    },
  ]);
};

/** Undefined when it was erased. */
const messageOf = async (ports: Ports, stream: string, state: MailState): Promise<Message | undefined> => {
  try {
    return await readMessage(await readCommitted(ports, stream, state.content.file));
  } catch (fault) {
    if (codeOf(fault) === 'BODY_ERASED') return undefined;
    throw fault;
  }
};

const send = async (
  ports: Ports,
  stream: string,
  state: MailState,
  message: Message,
  answering: Answering,
) => {
  const { company, numbers } = answering;
  const reply = await replyTo(answering);
  const writer = writerOf(company, message.from);
  const to =
    writer.type === 'person'
      ? { name: writer.person.name.zh, address: writer.person.email }
      : { name: '', address: message.from[0] ?? '' };
  const [number] = numbers.values();
  const back =
    numbers.size === 1 && number !== undefined
      ? await replyAddress(ports, company, number)
      : company.mail.address;
  const sending = ports.mailer.send(mailId(state.at, stream, 'answer'), async () => {
    const { facts, copies } = await reply.compose();
    const letter = answerLetter(facts);
    return {
      from: senderOf(company),
      to: [to],
      subject: `${letter.heading.zh} · ${letter.heading.en}`,
      date: millisOf(state.at),
      ...(back !== undefined && { replyTo: { name: company.shortName.zh, address: back } }),
      ...(message.id !== '' && { inReplyTo: message.id }),
      ...write(letter),
      ...(copies.length > 0 && { attachments: copies }),
    };
  });
  // an address that takes no mail: trying again helps nobody
  const came = await sending.then(
    () => true,
    (fault: unknown) => {
      if (codeOf(fault) === 'MAIL_BOUNCED') return false;
      throw fault;
    },
  );
  return came ? reply.what : 'bounced';
};

/**
 * Answers a mail once, when intake has said what became of every attachment and the documents have their numbers.
 * Called too early it does nothing: what it waits for calls it again.
 */
export const answerMail = async (ports: Ports, stream: string, tries = 0): Promise<void> => {
  const state = replayMail(await ports.ledger.read(stream));
  if (state === undefined || state.answered || !isAnswered(state)) return;
  const done = await outcomesOf(ports, state);
  if (done === undefined) return;
  const { numbers, waiting } = await numbersOf(ports, done);
  if (waiting && tries < TRIES)
    return ports.queue.send('mail', [{ answer: stream, tries: tries + 1 }], {
      delaySeconds: Math.min(60, tries + 1),
    });
  const message = await messageOf(ports, stream, state);
  if (message === undefined) return;
  const { company } = await ports.company.current();
  const may = await mayAnswer(ports, company, message);
  const what = may
    ? await send(ports, stream, state, message, { ports, state, company, done, numbers })
    : 'capped';
  await recordAnswer(ports, stream, what);
  ports.log('MAIL_ANSWERED', { mail: stream, what });
};
