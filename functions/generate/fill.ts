import { createContexts, readBody } from '../core/document/context.ts';
import { type DocumentState, printedNumber } from '../core/document/document.ts';
import type { Filled } from '../core/document/events.ts';
import type { Derived, DocumentKind, Output } from '../core/kind.ts';
import { sha256 } from '../core/ledger/hash.ts';
import { compile, type Template } from '../core/ooxml/index.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';

export type Numbered = Extract<DocumentState, { status: 'numbered' }>;

type Data = Readonly<Record<string, unknown>>;

const TEMPLATES_KEPT = 16;

/** Compiled templates, kept across calls by the hash of their bytes. */
const createTemplates = (ports: Ports) => {
  const kept = new Map<string, Template>();
  return async (kind: string, file: string, hash: string): Promise<Template> => {
    const found = kept.get(hash);
    if (found) return found;
    const template = compile(await ports.templates.version(kind, file, hash));
    if (kept.size >= TEMPLATES_KEPT) kept.clear();
    kept.set(hash, template);
    return template;
  };
};

const kindOf = (ports: Ports, id: string): DocumentKind => {
  const kind = ports.kinds.get(id);
  if (kind?.type === 'document') return kind;
  throw new DocketError('KIND_UNKNOWN', { zh: `没有单据类型 ${id}`, en: `there is no document kind ${id}` });
};

/** The outputs of one numbered document, filled and filed; the same state gives the same bytes. */
export const createFiller = (ports: Ports): ((state: Numbered) => Promise<Filled>) => {
  const contextOf = createContexts(ports);
  const templateOf = createTemplates(ports);

  const derive = async (state: Numbered, kind: DocumentKind): Promise<Derived> => {
    const body = await readBody(ports, state.request.body);
    const derived = kind.derive(body, await contextOf(kind, state.request));
    if (derived.ok) return derived.value;
    throw new DocketError('RULES_REFUSE', {
      zh: derived.error.map(({ message }) => message.zh).join('；'),
      en: derived.error.map(({ code }) => code).join(', '),
    });
  };

  const make = async (state: Numbered, kind: DocumentKind, output: Output, data: Data) => {
    const { request, number } = state;
    const hash = request.templates[output.template] ?? '';
    const template = await templateOf(kind.id, output.template, hash);
    const bytes = template.fill(data, { language: output.language });
    const ending = output.template.slice(output.template.lastIndexOf('.'));
    const name = `${printedNumber(number, request.revision)}${output.suffix ? `.${output.suffix}` : ''}${ending}`;
    const key = `documents/${number}/${name}`;
    await ports.files.put(key, bytes);
    return {
      name,
      key,
      sha256: sha256(bytes),
      size: bytes.length,
      template: hash,
      language: output.language,
    };
  };

  return async (state) => {
    const { request, number } = state;
    const kind = kindOf(ports, request.kind);
    const {
      data: derived,
      amount = null,
      currency = null,
      validUntil = null,
      needs,
    } = await derive(state, kind);
    const company = await ports.company.version(request.company);
    const printed = printedNumber(number, request.revision);
    const data = { ...derived, number: printed, revision: request.revision, company };
    const outputs = kind.outputs.filter((output) => output.when?.(data) ?? true);
    const files = await Promise.all(outputs.map((output) => make(state, kind, output, data)));
    const copy = request.revision === 0 ? 'request.json' : `request-R${request.revision}.json`;
    await ports.files.copy(request.body.key, `documents/${number}/${copy}`);
    return { revision: request.revision, files, amount, currency, validUntil, needs };
  };
};
