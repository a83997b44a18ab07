import { type Html, html } from '../core/html.ts';
import { asMailId, outboxKey, type ReadMail, readMail, waitingMails } from '../core/outbox.ts';
import { disposition, respond } from './http.ts';
import { failure, show } from './layout.ts';
import { timeOf } from './parts.ts';
import type { Answer, Visit } from './visit.ts';

/** Newest mails that the list shows; the others are in the folder. */
const SHOWN = 100;

const line = (id: string, { to, subject, date }: ReadMail): Html => html`
<li><a class="subject" href="/outbox/${id}">${subject}</a><span class="quiet">${to}</span> <span class="quiet">${timeOf(date)}</span></li>`;

/** `/outbox`: mails that nobody carries because no relay is configured. */
export const outboxPage: Answer = async (visit) => {
  const { t, ports } = visit;
  const ids = await waitingMails(ports.files);
  const mails = await Promise.all(
    ids
      .slice(0, SHOWN)
      .map(async (id) => [id, await readMail(await ports.files.get(outboxKey(id)))] as const),
  );
  const list = html`<ul class="mails" id="mails" data-live>${mails.map(([id, mail]) => line(id, mail))}</ul>`;
  return show(visit, {
    title: t('outbox.title'),
    section: 'outbox',
    body: html`<div class="heading"><h1>${t('outbox.title')}</h1><p class="subtitle">${t('outbox.hint')}</p></div>
${mails.length === 0 ? html`<section class="empty"><h2>${t('outbox.none')}</h2><p>${t('outbox.none.hint')}</p></section>` : list}
${ids.length > SHOWN && html`<p class="quiet">${t('outbox.more', { n: ids.length - SHOWN })}</p>`}`,
  });
};

const ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** Addresses in a text become links. */
const withLinks = (text: string): readonly (Html | string)[] =>
  text.split(ADDRESS).map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));

const mailPage = (visit: Visit, id: string, mail: ReadMail): ReturnType<typeof show> => {
  const { t } = visit;
  const fact = (name: string, value: Html | string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return show(visit, {
    title: mail.subject,
    section: 'outbox',
    body: html`<p class="back"><a href="/outbox">← ${t('outbox.back')}</a></p>
<div class="heading"><h1>${mail.subject}</h1></div><div class="narrow"><dl class="facts">${fact(t('outbox.from'), mail.from)}${fact(t('outbox.to'), mail.to)}${fact(t('outbox.date'), timeOf(mail.date))}
${mail.attachments.length > 0 && fact(t('outbox.attachments'), mail.attachments.join(', '))}</dl>
<div class="letter">${withLinks(mail.text)}</div>
<p class="buttons"><a class="button" href="/outbox/${id}.eml" download>${t('outbox.file')}</a></p></div>`,
  });
};

/** `/outbox/<id>`: one mail; with `.eml` the file, which mail programs open. */
export const outboxMail: Answer = async (visit, argument) => {
  const asFile = argument.endsWith('.eml');
  const id = asMailId(asFile ? argument.slice(0, -4) : argument);
  if (id === undefined || (await visit.ports.files.find(outboxKey(id))) === undefined)
    return failure(visit, 404);
  const bytes = await visit.ports.files.get(outboxKey(id));
  return asFile
    ? respond(200, 'message/rfc822', bytes, { 'content-disposition': disposition('attachment', `${id}.eml`) })
    : mailPage(visit, id, await readMail(bytes));
};
