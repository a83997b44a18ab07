import { readCommitted } from '../core/document/personal.ts';
import { refreshRow } from '../core/document/projection.ts';
import { type Html, html } from '../core/html.ts';
import { decideMail, type Verdict } from '../core/mail-in/decide.ts';
import { type MailState, mailStream, replayMail } from '../core/mail-in/events.ts';
import { type Message, readMessage } from '../core/mail-in/message.ts';
import { isReleasable, QUARANTINE } from '../core/mail-in/receipt.ts';
import type { DocumentRow } from '../core/ports.ts';
import { codeOf } from '../core/result.ts';
import { formOf, seeOther } from './http.ts';
import { failure, show } from './layout.ts';
import { stateBadge, timeOf } from './parts.ts';
import { type Answer, kindName, type Visit } from './visit.ts';
import { mayOversee } from './who.ts';

/** Mails of each list; every one of them is read. */
const SHOWN = 30;

interface Looked {
  readonly id: string;
  readonly state: MailState;
  /** Undefined for what cannot be read, or was erased. */
  readonly message: Message | undefined;
}

const messageOf = async (
  { ports }: Visit,
  stream: string,
  state: MailState,
): Promise<Message | undefined> => {
  // too large to be read, or built to harm: its head says nothing that is worth it
  if (state.reason !== null && !isReleasable(state.reason) && state.reason !== 'VIRUS') return undefined;
  try {
    return await readMessage(await readCommitted(ports, stream, state.content.file));
  } catch (fault) {
    if (codeOf(fault) === 'BODY_ERASED') return undefined;
    throw fault;
  }
};

const look = async (visit: Visit, stream: string): Promise<Looked | undefined> => {
  const state = replayMail(await visit.ports.ledger.read(stream));
  if (state === undefined) return undefined;
  return { id: stream.slice('mail/'.length), state, message: await messageOf(visit, stream, state) };
};

const titleOf = ({ t }: Visit, { message }: Looked): string =>
  message === undefined ? t('mail.unreadable') : message.subject || t('mail.untitled');

const reasonOf = ({ language }: Visit, { state }: Looked): string | false =>
  state.reason !== null && QUARANTINE[state.reason][language];

const line = (visit: Visit, one: Looked): Html => html`
<li><a class="subject" href="/mail/${one.id}">${titleOf(visit, one)}</a><span class="quiet">${one.message?.from.join(', ')}</span> <span class="quiet">${timeOf(one.state.at)}</span>
<small>${stateBadge(visit, one.state.status)} ${one.state.status === 'quarantined' && reasonOf(visit, one)}</small></li>`;

const listOf = async (visit: Visit, rows: readonly DocumentRow[]): Promise<Html> => {
  const mails = await Promise.all(rows.map(({ stream }) => look(visit, stream)));
  return html`<ul class="mails">${mails.filter((one) => one !== undefined).map((one) => line(visit, one))}</ul>`;
};

/** `/mail`: what waits for somebody's decision, and what came in lately. */
export const mailsPage: Answer = async (visit) => {
  const { t, ports } = visit;
  if (!mayOversee(visit)) return failure(visit, 404);
  const query = { kind: 'mail', limit: SHOWN, offset: 0 };
  const waiting = await ports.views.list({ ...query, state: 'quarantined' });
  const recent = (await ports.views.list(query)).rows.filter(({ state }) => state !== 'quarantined');
  const left = waiting.total - waiting.rows.length;
  return show(visit, {
    title: t('mail.title'),
    section: 'mail',
    body: html`<div class="heading"><h1>${t('mail.title')}</h1><p class="subtitle">${t('mail.hint')}</p></div>
<section id="waiting" data-live>${
      waiting.total === 0
        ? html`<section class="empty"><h2>${t('mail.waiting.none')}</h2></section>`
        : html`<p class="count">${t('mail.waiting', { n: waiting.total })}</p>${await listOf(visit, waiting.rows)}${left > 0 && html`<p class="quiet">${t('mail.more', { n: left })}</p>`}`
    }</section>${recent.length > 0 && html`<section><h2>${t('mail.recent')}</h2>${await listOf(visit, recent)}</section>`}`,
  });
};

const uploadsOf = (visit: Visit, { state }: Looked): Html | string => {
  const { uploads } = state.content;
  if (uploads.length === 0) return visit.t('mail.nothing');
  const on = state.status !== 'quarantined' && state.status !== 'dropped';
  return html`${uploads.map(({ id, kind }, index) => {
    const name = kind === null ? `#${index + 1}` : kindName(visit, kind);
    return html`${index > 0 && ', '}${on ? html`<a href="/uploads/${id}">${name}</a>` : name}`;
  })}`;
};

const button = ({ who, t }: Visit, { id }: Looked, verdict: Verdict): Html => html`
<form method="post" action="/mail/${id}"><input type="hidden" name="form" value="${who.formToken}"><input type="hidden" name="do" value="${verdict}"><button type="submit"${verdict === 'released' ? html` class="primary"` : ''}>${t(verdict === 'released' ? 'mail.release' : 'mail.drop')}</button></form>`;

const decision = (visit: Visit, one: Looked): Html | false => {
  const { state } = one;
  if (state.status !== 'quarantined' || state.reason === null) return false;
  const releasable = isReleasable(state.reason);
  return html`<p class="quiet">${visit.t(releasable ? 'mail.warn' : 'mail.dead')}</p>
<div class="buttons">${releasable && button(visit, one, 'released')}${button(visit, one, 'dropped')}</div>`;
};

/** `/mail/<id>`: one mail as text, with what may be done with it; nothing of it is fetched or run. */
export const mailPage: Answer = async (visit, id) => {
  const { t } = visit;
  const one = mayOversee(visit) ? await look(visit, mailStream(id)) : undefined;
  if (one === undefined) return failure(visit, 404);
  const { message, state } = one;
  const fact = (name: string, value: Html | string): Html =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const names = message?.attachments.map(({ name, type }) => name || type).join(', ') ?? '';
  const reason = reasonOf(visit, one);
  return show(visit, {
    title: titleOf(visit, one),
    section: 'mail',
    body: html`<p class="back"><a href="/mail">← ${t('mail.back')}</a></p>
<div class="heading"><h1>${titleOf(visit, one)} ${stateBadge(visit, state.status)}</h1></div>
${visit.request.query.has('gone') && html`<p class="notice" role="status">${t('mail.gone')}</p>`}
<div class="narrow"><dl class="facts">${reason !== false && fact(t('mail.reason'), reason)}${fact(t('outbox.from'), message?.from.join(', ') ?? '')}${fact(t('outbox.to'), message?.to.join(', ') ?? '')}${fact(t('outbox.date'), timeOf(state.at))}
${names !== '' && fact(t('outbox.attachments'), names)}${fact(t('mail.becomes'), uploadsOf(visit, one))}</dl>
${message && html`<div class="letter">${message.text.slice(0, 20_000)}</div>`}${decision(visit, one)}</div>`,
  });
};

/** The decision of whoever looked at it. */
export const mailDecide: Answer = async (visit, id) => {
  const { who, request, ports } = visit;
  if (!mayOversee(visit)) return failure(visit, 404);
  const form = formOf(request);
  const verdict = form.get('do');
  if (form.get('form') !== who.formToken) return failure(visit, 403);
  if (verdict !== 'released' && verdict !== 'dropped') return failure(visit, 400);
  const done = await decideMail(ports, mailStream(id), verdict, who.person?.id ?? null);
  await refreshRow(ports, mailStream(id));
  return seeOther(`/mail/${id}${done ? '' : '?gone'}`);
};
