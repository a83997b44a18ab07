import { type CodeAnswer, checkCode, createCode } from '../core/access/codes.ts';
import { within } from '../core/access/limits.ts';
import { type FoundLink, findLink, isFirstUse } from '../core/access/links.ts';
import { createSession } from '../core/access/sessions.ts';
import { type AuditEvent, tryAudit } from '../core/document/audit.ts';
import { outsiderOf } from '../core/document/outsider.ts';
import { type Html, html } from '../core/html.ts';
import { isoOf } from '../core/instant.ts';
import { mailId } from '../core/mail.ts';
import { codeLetter } from '../core/mails/code-letter.ts';
import { write } from '../core/mails/letter.ts';
import { senderOf } from '../core/mails/sender.ts';
import type { DocumentRow } from '../core/ports.ts';
import type { Problem } from '../core/result.ts';
import { isOutside } from '../core/routing/route.ts';
import { NOT_ROUTED, type RouteState, replayRoute } from '../core/routing/state.ts';
import { openTasks } from '../core/routing/tasks.ts';
import { actOn, tasksOf } from './act.ts';
import { actPanel, problemNotice } from './act-panel.ts';
import { CONSENT_VERSION, consentText } from './consent.ts';
import { formOf, respond, seeOther, type WebResponse } from './http.ts';
import { failure, notice, show } from './layout.ts';
import { pdfViewer, shortcuts } from './parts.ts';
import { newestPdf } from './pdf-of.ts';
import type { Answer, Visit } from './visit.ts';
import { rowHref } from './visit.ts';
import { sessionCookie } from './who.ts';

const LINKS_BY_CALLER = { name: 'links', most: 300, seconds: 300 } as const;
/** Each is a mail into somebody's mailbox. */
const RENEWALS_OF_A_TASK = { name: 'renewals', most: 5, seconds: 3600 } as const;

/** A link that works, with its document as it stands. */
interface Opened {
  readonly visit: Visit;
  readonly token: string;
  readonly link: FoundLink;
  readonly row: DocumentRow;
  readonly state: RouteState;
}

/** One answer for every link that does not work; its owner, and nobody else, may get a new one. */
const dead = (visit: Visit, renewable: boolean): WebResponse => {
  const { t } = visit;
  return notice(
    visit,
    t('link.dead'),
    t('link.dead.hint'),
    renewable &&
      html`<form method="post"><input type="hidden" name="do" value="renew"><button class="primary" type="submit">${t('link.renew')}</button></form>`,
  );
};

const isStaff = ({ recipient }: FoundLink): boolean => !isOutside(recipient);

/** It still says what it said when the link was sent, and no other revision of it is on its way. */
const isAsSent = ({ link, state }: Opened): boolean =>
  state.shown === link.document && (state.status === 'open' || state.status === 'completed');

/** The task is still open, and the document is the one that the link was sent for. */
const isOpen = ({ visit, link, state }: Opened): boolean =>
  state.shown === link.document &&
  tasksOf(visit, state, link.recipient).some(({ task }) => task === link.task);

const openLink = async (visit: Visit, token: string): Promise<Opened | undefined> => {
  const { ports, request } = visit;
  if (!(await within(ports, LINKS_BY_CALLER, request.caller))) return undefined;
  const link = await findLink(ports, token);
  if (link?.purpose !== 'task') return undefined;
  const row = await ports.views.get(link.stream);
  if (row === undefined) return undefined;
  return { visit, token, link, row, state: replayRoute(await ports.ledger.read(link.stream)) };
};

const staffPage = ({ visit, link, row }: Opened): WebResponse => {
  const { t, who, language, profile } = visit;
  if (who.person?.id === link.recipient) return seeOther(rowHref(row));
  const name = profile.company?.people.find(({ id }) => id === link.recipient)?.name[language] ?? '';
  return notice(
    visit,
    t('link.staff', { name }),
    t('link.staff.hint'),
    html`<form method="post"><button class="primary" type="submit">${t('link.enter')}</button></form>`,
  );
};

/** Signs in once; whoever comes again with it has to ask for a sign-in link. */
const enterStaff = async (opened: Opened): Promise<WebResponse> => {
  const { visit, link, row } = opened;
  const { ports, t } = visit;
  if (!(await isFirstUse(ports, link.hash)))
    return notice(
      visit,
      t('link.used'),
      t('link.used.hint'),
      html`<p><a class="button primary" href="/sign-in">${t('sign-in.title')}</a></p>`,
    );
  await audit(opened, 'link.opened', 'once');
  const session = await createSession(ports, { who: 'person', person: link.recipient });
  return seeOther(rowHref(row), sessionCookie(ports, session));
};

/** Of what a link was used for; its hash stands for it, and is of no use to anybody. */
const audit = (
  { visit: { ports }, link, state }: Opened,
  type: Exclude<AuditEvent['type'], 'notice.sent' | 'notice.bounced'>,
  which: string,
): Promise<void> => {
  const role = openTasks(state).find(({ task }) => task === link.task)?.role ?? '';
  return tryAudit(ports, link.stream, `${type}/${link.hash.slice(0, 16)}/${which}`, {
    type,
    data: { task: link.task, role },
  });
};

const guestHead = ({ visit, row }: Opened): Html => {
  const { language, profile, t } = visit;
  const company = profile.company?.name[language] ?? '';
  return html`<div class="heading"><p class="kicker">${t('guest.title', { company })}</p><h1>${row.number}</h1><p class="subtitle">${row.title}</p></div>`;
};

const codePage = (opened: Opened, said?: { readonly text: string; readonly bad: boolean }): WebResponse => {
  const { visit } = opened;
  const { t } = visit;
  const sent = said !== undefined;
  return show(visit, {
    title: t('guest.code'),
    body: html`<section class="card entry">${guestHead(opened)}<p class="quiet">${t('guest.code.why')}</p>${
      said && html`<p class="notice${said.bad ? ' bad' : ' good'}" role="status">${said.text}</p>`
    }${
      sent &&
      html`<form method="post"><input type="hidden" name="do" value="check"><label for="code">${t('guest.code')}</label>
<input id="code" name="code" class="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,9}" maxlength="9" required><button class="primary block" type="submit">${t('guest.code.check')}</button></form>`
    }<form method="post"><input type="hidden" name="do" value="code"><button class="block${sent ? '' : ' primary'}" type="submit">${t(sent ? 'guest.code.again' : 'guest.code.send')}</button></form></section>`,
  });
};

const signerOf = async ({ visit: { ports }, link }: Opened): ReturnType<typeof outsiderOf> =>
  outsiderOf(ports, await ports.ledger.read(link.stream), link.recipient);

const sendCode = async (opened: Opened): Promise<WebResponse> => {
  const { visit, link, row } = opened;
  const { ports, t, now, profile } = visit;
  const to = await signerOf(opened);
  const { company } = profile;
  const sent = to && company && (await createCode(ports, link.hash));
  if (!sent) return codePage(opened, { text: t('guest.code.spent'), bad: true });
  await ports.mailer.send(mailId(isoOf(now), 'code', sent.id), async () => ({
    from: senderOf(company),
    to: [to],
    subject: `验证码 · Code: ${row.number ?? ''}`,
    date: now,
    ...write(codeLetter(company, row.number ?? '', sent.code)),
  }));
  await audit(opened, 'code.sent', sent.id);
  return codePage(opened, { text: t('guest.code.sent'), bad: false });
};

const ANSWERS: Readonly<
  Record<Exclude<CodeAnswer, 'right'>, 'guest.code.wrong' | 'guest.code.ended' | 'guest.code.spent'>
> = { wrong: 'guest.code.wrong', ended: 'guest.code.ended', spent: 'guest.code.spent' };

const check = async (opened: Opened, code: string): Promise<WebResponse> => {
  const { visit, link, token } = opened;
  const { ports, t, now } = visit;
  const answer = await checkCode(ports, link.hash, code);
  // tries are counted, so that nobody can write into the ledger without end
  if (answer === 'wrong' || answer === 'ended') await audit(opened, 'code.failed', isoOf(now));
  if (answer !== 'right') return codePage(opened, { text: t(ANSWERS[answer]), bad: true });
  await audit(opened, 'link.opened', 'once');
  const session = await createSession(ports, { who: 'guest', link: link.hash, checkedAt: isoOf(now) });
  return seeOther(`/t/${token}`, sessionCookie(ports, session));
};

const isGuest = ({ visit, link }: Opened): boolean => visit.who.guest?.link === link.hash;

const guestPage = async (opened: Opened, problems: readonly Problem[] = []): Promise<WebResponse> => {
  const { visit, token, link, row, state } = opened;
  const { t, who } = visit;
  const name = (await signerOf(opened))?.name ?? '';
  const tasks = tasksOf(visit, state, link.recipient).filter(({ task }) => task === link.task);
  const panel = {
    visit,
    action: `/t/${token}`,
    formToken: who.formToken,
    name,
    state,
    kind: undefined,
    body: {},
  };
  return show(visit, {
    title: row.number ?? '',
    viewer: true,
    status: problems.length > 0 ? 409 : 200,
    body: html`${guestHead(opened)}${shortcuts(visit, `/t/${token}/pdf`, true)}${problems.length > 0 && problemNotice(visit, problems)}<div class="split"><div class="stage">${pdfViewer(visit, `/t/${token}/pdf`, t('doc.pdf.of', { number: row.number ?? '' }))}</div>
<div class="side" id="act">${actPanel(panel, tasks)}</div></div>`,
  });
};

const withoutConsent: Problem = {
  code: 'CONSENT_MISSING',
  message: { zh: '您还没有勾选同意', en: 'you have not ticked that you agree' },
  fix: { zh: '请阅读并勾选后再签署', en: 'read it, tick the box and sign again' },
};

const guestAct = async (opened: Opened): Promise<WebResponse> => {
  const { visit, link, row } = opened;
  const { request, who, t } = visit;
  const form = formOf(request);
  if (form.get('form') !== who.formToken || who.guest === undefined) return failure(visit, 403);
  // a code was shown for this task alone: a later revision may be for another signer
  if (form.get('task') !== link.task) return dead(visit, true);
  if (form.get('do') === 'act' && form.get('consent') !== 'yes') return guestPage(opened, [withoutConsent]);
  const guest = {
    consent: { version: CONSENT_VERSION, text: consentText(visit) },
    code: { checkedAt: who.guest.checkedAt },
  };
  const answer = await actOn(visit, row, { by: link.recipient, form, guest });
  if (!answer.ok) return guestPage(opened, answer.error);
  const kind = form.get('do') === 'reject' ? 'guest.refused' : 'guest.done';
  return notice(visit, t(kind), t(`${kind}.hint`));
};

/** `GET /t/<token>`: changes nothing, however often a scanner opens it. */
export const linkPage: Answer = async (visit, token) => {
  const opened = await openLink(visit, token);
  if (!opened || opened.link.ended || !isOpen(opened)) return dead(visit, opened !== undefined);
  if (isStaff(opened.link)) return staffPage(opened);
  return isGuest(opened) ? guestPage(opened) : codePage(opened);
};

/** A new link goes to the address of the old one, never to who asks; the answer tells nothing. */
const renew = async (visit: Visit, opened: Opened | undefined): Promise<WebResponse> => {
  const { ports, t, now } = visit;
  const link = opened?.link;
  const open = openTasks(opened?.state ?? NOT_ROUTED).some(({ task }) => task === link?.task);
  if (
    link &&
    open &&
    (await within(ports, RENEWALS_OF_A_TASK, `${link.stream}/${link.task}/${link.recipient}`))
  )
    await ports.queue.send('notify', [
      { renew: link.task, recipient: link.recipient, stream: link.stream, time: isoOf(now) },
    ]);
  return notice(visit, t('link.renewed'), t('link.renewed.hint'));
};

/** `POST /t/<token>` */
export const linkAct: Answer = async (visit, token) => {
  const opened = await openLink(visit, token);
  const form = formOf(visit.request);
  const wish = form.get('do') ?? '';
  if (wish === 'renew') return renew(visit, opened);
  if (!opened || opened.link.ended) return dead(visit, opened !== undefined);
  if (isGuest(opened) && (wish === 'act' || wish === 'reject')) return guestAct(opened);
  if (!isOpen(opened)) return dead(visit, true);
  if (isStaff(opened.link)) return enterStaff(opened);
  return wish === 'check' ? check(opened, form.get('code') ?? '') : sendCode(opened);
};

/** `GET /t/<token>/pdf`: for whoever has shown a code, and never another revision than the one that was sent. */
export const linkPdf: Answer = async (visit, token) => {
  const opened = await openLink(visit, token);
  const key = opened && newestPdf(opened.row);
  if (!opened || key === undefined || opened.link.ended || !isGuest(opened) || !isAsSent(opened))
    return failure(visit, 404);
  return respond(200, 'application/pdf', await visit.ports.files.get(key), {
    'content-security-policy': "frame-ancestors 'self'",
    'cache-control': 'private, no-cache',
  });
};
