import { type Html, html } from '../core/html.ts';
import { asset } from './assets.ts';
import { htmlLang } from './format.ts';
import { page, type WebResponse } from './http.ts';
import { languageCookie } from './language.ts';
import type { Visit } from './visit.ts';
import { inHouse, mayOversee } from './who.ts';

const SECTIONS = [
  'tasks',
  'documents',
  'uploads',
  'forms',
  'reports',
  'templates',
  'admin',
  'mail',
  'outbox',
] as const;
type Section = (typeof SECTIONS)[number];

export interface Content {
  readonly title: string;
  readonly section?: Section;
  readonly body: Html;
  readonly status?: number;
  /** It shows a PDF. */
  readonly viewer?: boolean;
  /** JSON address that tells whether the page is out of date; see the script. */
  readonly watch?: string;
}

const HOME: Readonly<Record<Section, string>> = {
  tasks: '/tasks',
  documents: '/',
  uploads: '/uploads',
  forms: '/forms',
  reports: '/reports',
  templates: '/templates',
  admin: '/admin',
  mail: '/mail',
  outbox: '/outbox',
};

const switchHref = ({ request, language }: Visit): string => {
  const query = new URLSearchParams(request.query);
  query.set('lang', language === 'zh' ? 'en' : 'zh');
  const path = request.method === 'GET' || request.method === 'HEAD' ? request.path : '/';
  // Two slashes at the start would name another site.
  return `/${path.replace(/^\/+/, '')}?${query}`;
};

/** Whoever is not of the house has nowhere to go. */
const sectionsOf = (visit: Visit): readonly Section[] => {
  if (!inHouse(visit.who)) return [];
  const hidden = [...(visit.who.operator ? [] : ['outbox']), ...(mayOversee(visit) ? [] : ['admin', 'mail'])];
  return SECTIONS.filter((section) => !hidden.includes(section));
};

const navigation = ({ t }: Visit, current: Section | undefined, sections: readonly Section[]): Html => html`
<nav aria-label="${t('app.nav')}"><ul>${sections.map(
  (section) => html`
<li><a href="${HOME[section]}"${section === current ? html` aria-current="page"` : ''}>${t(`nav.${section}`)}</a></li>`,
)}
</ul></nav>`;

const header = (visit: Visit, section: Section | undefined): Html => {
  const { t, who, language } = visit;
  const sections = sectionsOf(visit);
  return html`
<header class="top"><div class="wide">
<a class="brand" href="/"><img src="${asset('icon.svg')}" alt="" width="28" height="28"><span>Docket</span> <small>${t('app.tagline')}</small></a>
${sections.length > 0 && navigation(visit, section, sections)}
${who.person && html`<a class="switch me" href="/sign-in">${who.person.name[language]}</a>`}
<a class="switch" href="${switchHref(visit)}" lang="${htmlLang(language === 'zh' ? 'en' : 'zh')}">${t('app.switch')}</a>
</div></header>`;
};

/** For the house alone: it may hold what stands in the profile. */
const profileNotice = ({ t, profile, language, who }: Visit): Html | false =>
  inHouse(who) &&
  profile.fault !== undefined &&
  html`<div class="alert" role="alert"><strong>${t('app.profile')}</strong><pre>${profile.fault[language]}</pre></div>`;

/** A whole page around its content. */
export const show = (
  visit: Visit,
  { title, section, body, status = 200, watch, viewer }: Content,
): WebResponse => {
  const { t, language, request } = visit;
  const markup = html`<html lang="${htmlLang(language)}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Docket</title>
<link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml"><link rel="stylesheet" href="${asset('app.css')}">
<script type="module" src="${asset('app.js')}"></script>${viewer && html`<script type="module" src="${asset('viewer.js')}"></script><script type="module" src="${asset('sign.js')}"></script>`}
</head><body${watch === undefined ? '' : html` data-watch="${watch}"`}>
<a class="skip" href="#main">${t('app.skip')}</a>${header(visit, section)}
<main id="main" class="wide" tabindex="-1">${profileNotice(visit)}${body}</main>
<footer class="wide"><p>${t('app.time')}</p>${visit.who.operator && html`<p>${t('app.local')}</p>`}</footer>
</body></html>`;
  return page(status, markup, languageCookie(request));
};

/** A page that says one thing. */
export const notice = (visit: Visit, title: string, hint: string, more?: Html | false): WebResponse =>
  show(visit, {
    title,
    body: html`<section class="empty"><h1>${title}</h1><p>${hint}</p>${more}</section>`,
  });

type Failure = 400 | 403 | 404 | 405 | 413 | 421 | 429 | 500;

/** What went wrong and what to do, as a page. */
export const failure = (visit: Visit, status: Failure): WebResponse =>
  show(visit, {
    status,
    title: visit.t(`error.${status}`),
    body: html`<section class="empty"><p class="code">${status}</p><h1>${visit.t(`error.${status}`)}</h1>
<p>${visit.t(`error.${status}.hint`, { url: visit.ports.site.url('/') })}</p><p><a class="button" href="/">${visit.t('error.home')}</a></p></section>`,
  });
