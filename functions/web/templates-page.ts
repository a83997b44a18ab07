import { fragmentFiles } from '../core/document/fragments.ts';
import { type KnownTag, knownTags } from '../core/document/template-tags.ts';
import {
  type TemplateHistory,
  type TemplateVersion,
  templateHistory,
  versionBytes,
} from '../core/document/templates.ts';
import { type Html, html } from '../core/html.ts';
import type { DocumentKind } from '../core/kind.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { DocumentRow } from '../core/ports.ts';
import { shortHash } from './format.ts';
import { disposition, json, respond } from './http.ts';
import { failure, show } from './layout.ts';
import { stateBadge, templateBox, timeOf } from './parts.ts';
import { isTemplate, readProblems, uploadFiles } from './problems.ts';
import { problemTable } from './upload-pages.ts';
import { type Answer, documentKinds, fileHref, readers, rowHref, type Visit } from './visit.ts';

const TYPES: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Refused templates that the page shows, newest first; the others are under “Received”. */
const SHOWN_REFUSALS = 5;
const LOOKED_THROUGH = 100;

const address = ({ kind, file }: TemplateHistory, version: number): string =>
  `/templates/${encodeURIComponent(kind)}/${encodeURIComponent(file)}?version=${version}`;

const versionLine = (visit: Visit, history: TemplateHistory, one: TemplateVersion): Html => {
  const { t, language } = visit;
  const name = t('templates.version', { n: one.version });
  const upload = one.upload && `/uploads/${encodeURIComponent(one.upload)}`;
  return html`
<li><div class="version"><strong>${name}</strong> ${one.version === history.current && html`<span class="badge" data-state="published">${t('templates.current')}</span>`}
<span class="quiet">${one.at === null ? t('templates.shipped') : timeOf(one.at)}</span> <code title="${one.sha256}">${shortHash(one.sha256)}</code></div>
<div class="actions">${upload && html`<a href="${upload}">${one.name}</a>`} <a href="${address(history, one.version)}" download aria-label="${t('doc.download')} ${history.file} ${name}">${t('doc.download')}</a></div>
${one.notes.map((note) => html`<p class="quiet">${note[language]}</p>`)}</li>`;
};

const templateCard = (visit: Visit, kind: DocumentKind, history: TemplateHistory): Html => {
  const { t, language } = visit;
  const current = history.versions.find(({ version }) => version === history.current);
  const id = `history-${kind.id}-${history.file.replaceAll(/\W/g, '-')}`;
  const versions = history.versions.toReversed();
  return html`<li class="card"><h2 class="file">${history.file}</h2>
<p>${kind.title[language]} · ${t('templates.version', { n: history.current })} · ${history.since === null ? t('templates.shipped') : timeOf(history.since)}</p>
<p class="quiet">SHA-256 <code title="${current?.sha256 ?? ''}">${shortHash(current?.sha256 ?? '')}</code></p>
<p class="buttons"><a class="button primary" href="${address(history, history.current)}" download aria-label="${t('templates.edit')}: ${history.file}">${t('templates.edit')}</a></p>
<details id="${id}"><summary>${t('templates.history', { n: versions.length })}</summary><ol class="files">${versions.map((one) => versionLine(visit, history, one))}</ol></details></li>`;
};

const tagLine = ({ t }: Visit, { tag, loops, sample }: KnownTag): Html => html`
<tr role="row"><td role="cell" data-label="${t('column.tag')}"><code>${tag}</code>${loops.length > 0 && html` <span class="quiet">${t('templates.tags.loop', { loop: loops.join(' ') })}</span>`}</td>
<td role="cell" data-label="${t('column.sample')}">${sample ?? html`<span class="quiet">${t('row.none')}</span>`}</td></tr>`;

const tagList = async (visit: Visit, kind: DocumentKind): Promise<Html> => {
  const { t, ports, now, language } = visit;
  const tags = await knownTags(ports, kind, now);
  const title = t('templates.tags', { kind: kind.title[language], n: tags.length });
  return html`<details class="refused" id="tags-${kind.id}"><summary><strong>${title}</strong></summary>
<p class="quiet">${t('templates.tags.how')}</p>
<table class="cards problems tags" role="table" aria-label="${title}"><thead role="rowgroup"><tr role="row">${(
    ['tag', 'sample'] as const
  ).map(
    (column) => html`<th role="columnheader" scope="col">${t(`column.${column}`)}</th>`,
  )}</tr></thead><tbody role="rowgroup">${tags.map((one) => tagLine(visit, one))}</tbody></table></details>`;
};

const refusal = async (visit: Visit, row: DocumentRow, isNewest: boolean): Promise<Html> => {
  const { t, ports } = visit;
  const { errors, annotated } = uploadFiles(row);
  const problems = (errors ? await readProblems(ports.files, errors) : undefined) ?? [];
  const id = `refused-${row.stream.replaceAll(/\W/g, '-')}`;
  return html`<details class="refused" id="${id}"${isNewest && html` open`}><summary><strong>${row.title}</strong> ${stateBadge(visit, row.state)} ${timeOf(row.createdAt)} · ${t('upload.rejected', { n: problems.length })}</summary>
<p class="buttons">${annotated && html`<a class="button" href="${fileHref(row, annotated, true)}" download>${t('upload.annotated')}</a>`} <a href="${rowHref(row)}">${t('drop.see')}</a></p>
${problemTable(visit, problems, 'tag')}</details>`;
};

const refusedRows = async (visit: Visit): Promise<readonly DocumentRow[]> => {
  const query = { kind: 'upload', state: 'rejected', ...readers(visit), limit: LOOKED_THROUGH, offset: 0 };
  const { rows } = await visit.ports.views.list(query);
  return rows.filter(isTemplate).slice(0, SHOWN_REFUSALS);
};

interface Shown {
  readonly kind: DocumentKind;
  readonly history: TemplateHistory;
}

/** What the documents of a kind are made from: its templates, and the fragments that they may include. */
const templateFiles = async ({ ports }: Visit, { id, outputs }: DocumentKind): Promise<readonly string[]> => [
  ...outputs.map(({ template }) => template),
  ...(await fragmentFiles(ports, id)),
];

const everything = async (visit: Visit) => {
  const shown = documentKinds(visit).map(async (kind): Promise<readonly Shown[]> => {
    const files = await templateFiles(visit, kind);
    return Promise.all(
      files.map(async (file) => ({ kind, history: await templateHistory(visit.ports, kind.id, file) })),
    );
  });
  const all = (await Promise.all(shown)).flat();
  const refused = await refusedRows(visit);
  const seen = all.map(({ history }) => [
    history.file,
    history.current,
    history.versions.map((one) => one.sha256),
  ]);
  const version = sha256(JSON.stringify([seen, refused.map(({ stream }) => stream)])).slice(0, 16);
  return { all, refused, version };
};

/** `/templates`: what each kind is printed with, its history, and what was refused, mistake by mistake. */
export const templatesPage: Answer = async (visit) => {
  const { t } = visit;
  const { all, refused, version } = await everything(visit);
  const refusals = await Promise.all(refused.map((row, i) => refusal(visit, row, i === 0)));
  const tags = await Promise.all(documentKinds(visit).map((kind) => tagList(visit, kind)));
  const body = html`<div class="heading"><h1>${t('templates.title')}</h1><p class="subtitle">${t('templates.intro')}</p></div>${templateBox(visit)}
<div id="templates" data-live>${
    all.length === 0
      ? html`<div class="empty"><h2>${t('forms.none')}</h2></div>`
      : html`<ul class="shelf">${all.map(({ kind, history }) => templateCard(visit, kind, history))}</ul>`
  }</div>
<div id="refused" data-live>${refusals.length > 0 && html`<section class="refusals"><h2>${t('templates.refused')}</h2>${refusals}</section>`}</div>
<div class="refusals">${tags}</div>`;
  const watch = `/api/templates?since=${version}`;
  return show(visit, { title: t('templates.title'), section: 'templates', body, watch });
};

/** `GET /api/templates?since`: whether the page would look different. */
export const templatesApi: Answer = async (visit) => {
  const { version } = await everything(visit);
  return json(200, { version, changed: visit.request.query.get('since') !== version });
};

/** `/templates/<kind>/<file>?version=N`: the bytes of a version, for editing. */
export const templateFile: Answer = async (visit, argument) => {
  const { ports, request } = visit;
  const [id, ...steps] = argument.split('/');
  const file = steps.join('/');
  const kind = documentKinds(visit).find((one) => one.id === id);
  if (!kind || !(await templateFiles(visit, kind)).includes(file)) return failure(visit, 404);
  const history = await templateHistory(ports, kind.id, file);
  const version = Number(request.query.get('version') ?? history.current);
  if (!history.versions.some((one) => one.version === version)) return failure(visit, 404);
  const bytes = await versionBytes(ports, history, version);
  const ending = file.slice(file.lastIndexOf('.') + 1);
  return respond(200, TYPES[ending] ?? 'application/octet-stream', bytes, {
    'content-disposition': disposition('attachment', file.slice(file.lastIndexOf('/') + 1)),
    'content-security-policy': "default-src 'none'; sandbox",
  });
};
