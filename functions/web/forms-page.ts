import { type Html, html } from '../core/html.ts';
import type { Kind } from '../core/kind.ts';
import { disposition, respond } from './http.ts';
import { failure, show } from './layout.ts';
import { dropBox } from './parts.ts';
import { type Answer, kindsOf, type Visit } from './visit.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const mandatory = ({ language }: Visit, { shape }: Kind): string => {
  const all = [...shape.fields, ...shape.tables.flatMap(({ fields }) => fields)];
  const names = all.filter(({ required }) => required).map(({ meta }) => meta.label[language]);
  return names.join(language === 'zh' ? '、' : ', ');
};

const card = (visit: Visit, kind: Kind): Html => {
  const { t, language } = visit;
  const fields = mandatory(visit, kind);
  const about = kind.title[language];
  return html`<li class="card"><h2>${about}${kind.type === 'reference' && html` <span class="tag">${t('forms.reference')}</span>`}</h2>
<p>${kind.purpose[language]}</p>${fields !== '' && html`<p class="quiet">${t('forms.mandatory', { fields })}</p>`}
<p class="buttons"><a class="button primary" href="/forms/${kind.id}.xlsx" download aria-label="${t('forms.form')}: ${about}">${t('forms.form')}</a>
<a href="/forms/${kind.id}.xlsx?as=table" download aria-label="${t('forms.table')}: ${about}">${t('forms.table')}</a></p></li>`;
};

/** `/forms`: every kind with its blank form. */
export const formsPage: Answer = async (visit) => {
  const { t } = visit;
  const kinds = kindsOf(visit);
  const body = html`<div class="heading"><h1>${t('forms.title')}</h1><p class="subtitle">${t('forms.intro')}</p></div>${dropBox(visit)}
${kinds.length === 0 ? html`<div class="empty"><h2>${t('forms.none')}</h2></div>` : html`<ul class="shelf">${kinds.map((kind) => card(visit, kind))}</ul>`}`;
  return show(visit, { title: t('forms.title'), section: 'forms', body });
};

/** `/forms/<kind>.xlsx`, with `?as=table` one request a row. */
export const blankForm: Answer = async (visit, id) => {
  const { ports, request } = visit;
  const kind = ports.kinds.get(id);
  if (kind === undefined) return failure(visit, 404);
  const asked =
    request.query.get('as') === 'table' ? ports.workbooks.table(kind) : ports.workbooks.form(kind);
  const { name, bytes } = await asked;
  return respond(200, XLSX, bytes, { 'content-disposition': disposition('attachment', name) });
};
