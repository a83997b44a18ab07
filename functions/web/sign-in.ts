import { SIGN_IN_BY_ADDRESS, SIGN_IN_BY_CALLER, within } from '../core/access/limits.ts';
import { findLink, useUp } from '../core/access/links.ts';
import { createSession, endSession } from '../core/access/sessions.ts';
import { addressKey } from '../core/access/tokens.ts';
import { type Html, html } from '../core/html.ts';
import { isoOf } from '../core/instant.ts';
import { formOf, seeOther, type WebResponse } from './http.ts';
import { failure, notice, show } from './layout.ts';
import type { Answer, Visit } from './visit.ts';
import { sessionCookie } from './who.ts';

/** `GET /sign-in`: asks for an address. */
export const signInPage: Answer = async (visit) => {
  const { t, who, language } = visit;
  if (who.person)
    return notice(
      visit,
      t('sign-in.already', { name: who.person.name[language] }),
      t('sign-in.already.hint'),
      signOut(visit),
    );
  return show(visit, {
    title: t('sign-in.title'),
    body: html`<section class="card entry"><h1>${t('sign-in.title')}</h1><p class="quiet">${t('sign-in.hint')}</p>
<form method="post" action="/sign-in"><label for="email">${t('sign-in.email')}</label>
<input id="email" name="email" type="email" autocomplete="email" inputmode="email" required maxlength="200">
<button class="primary block" type="submit">${t('sign-in.send')}</button></form></section>`,
  });
};

const signOut = ({ t, who }: Visit): Html => html`
<form method="post" action="/sign-out"><input type="hidden" name="form" value="${who.formToken}"><button type="submit">${t('sign-in.out')}</button></form>`;

/**
 * `POST /sign-in`: the answer is the same, and as fast, whether somebody has that address or not; the mail is another
 * stage's work.
 */
export const askSignIn: Answer = async (visit) => {
  const { t, ports, request, profile, now } = visit;
  const email = (formOf(request).get('email') ?? '').trim().toLowerCase();
  const allowed =
    (await within(ports, SIGN_IN_BY_CALLER, request.caller)) &&
    (await within(ports, SIGN_IN_BY_ADDRESS, await addressKey(ports.secrets, email)));
  const person = profile.company?.people.find((one) => one.email.toLowerCase() === email);
  // of nobody too: how long the answer takes must not tell
  if (allowed) await ports.queue.send('notify', [{ signIn: person?.id ?? '', time: isoOf(now) }]);
  const outbox = visit.who.operator && html`<p><a href="/outbox">${t('nav.outbox')} →</a></p>`;
  return notice(visit, t('sign-in.sent'), t('sign-in.sent.hint'), outbox);
};

const dead = (visit: Visit): WebResponse =>
  notice(
    visit,
    visit.t('link.dead'),
    visit.t('sign-in.dead.hint'),
    html`<p><a class="button primary" href="/sign-in">${visit.t('sign-in.title')}</a></p>`,
  );

/** `GET /sign-in/<token>`: shows a button and changes nothing, because mail scanners open links. */
export const signInLink: Answer = async (visit, token) => {
  const link = await findLink(visit.ports, token);
  if (link?.purpose !== 'sign-in' || link.ended) return dead(visit);
  const { t, language, profile } = visit;
  const name = profile.company?.people.find(({ id }) => id === link.recipient)?.name[language];
  return notice(
    visit,
    t('sign-in.welcome', { name: name ?? '' }),
    t('sign-in.welcome.hint'),
    html`<form method="post"><button class="primary" type="submit">${t('sign-in.enter')}</button></form>`,
  );
};

/** `POST /sign-in/<token>`: once. */
export const enter: Answer = async (visit, token) => {
  const { ports } = visit;
  const link = await findLink(ports, token);
  if (link?.purpose !== 'sign-in' || link.ended || !(await useUp(ports, link.hash))) return dead(visit);
  const session = await createSession(ports, { who: 'person', person: link.recipient });
  return seeOther('/tasks', sessionCookie(ports, session));
};

/** `POST /sign-out` */
export const leave: Answer = async (visit) => {
  const { ports, request, who } = visit;
  if (who.session === '' || formOf(request).get('form') !== who.formToken) return failure(visit, 403);
  await endSession(ports, who.session);
  return seeOther('/sign-in', sessionCookie(ports, ''));
};
