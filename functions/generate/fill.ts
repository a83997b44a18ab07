import { createContexts, readBody } from '../core/document/context.ts';
import type { DocumentState } from '../core/document/document.ts';
import type { Filled } from '../core/document/events.ts';
import { createFill } from '../core/document/outputs.ts';
import type { Derived, DocumentKind } from '../core/kind.ts';
import { sha256 } from '../core/ledger/hash.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';

export type Numbered = Extract<DocumentState, { status: 'numbered' }>;

const kindOf = (ports: Ports, id: string): DocumentKind => {
  const kind = ports.kinds.get(id);
  if (kind?.type === 'document') return kind;
  throw new DocketError('KIND_UNKNOWN', { zh: `没有单据类型 ${id}`, en: `there is no document kind ${id}` });
};

/** The outputs of one numbered document, filled and filed; the same state gives the same bytes. */
export const createFiller = (ports: Ports): ((stream: string, state: Numbered) => Promise<Filled>) => {
  const contextOf = createContexts(ports);
  const fill = createFill(ports);

  const derive = async (stream: string, state: Numbered, kind: DocumentKind): Promise<Derived> => {
    const body = await readBody(ports, stream, state.request.body);
    return kind.derive(body, await contextOf(kind, state.request));
  };

  return async (stream, state) => {
    const { request, number } = state;
    const kind = kindOf(ports, request.kind);
    const derived = await derive(stream, state, kind);
    const outputs = await fill({ kind, request, derived, number });
    const files = await Promise.all(
      outputs.map(async ({ bytes, name, template, language }) => {
        const key = `documents/${number}/${name}`;
        await ports.files.put(key, bytes);
        return { name, key, sha256: sha256(bytes), size: bytes.length, template, language };
      }),
    );
    const copy = request.revision === 0 ? 'request.json' : `request-R${request.revision}.json`;
    const beside = { ...request.body, key: `documents/${number}/${copy}` };
    await ports.files.copy(request.body.key, beside.key);
    const { amount = null, currency = null, validUntil = null, needs, summary } = derived;
    const facts = { amount, currency, validUntil, needs, ...(summary && { summary }) };
    return { revision: request.revision, files, request: beside, ...facts };
  };
};
