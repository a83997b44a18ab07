import type { Derived, DocumentKind, Output } from '../kind.ts';
import { compile, type Template } from '../ooxml/index.ts';
import type { Ports } from '../ports.ts';
import { printedNumber } from './document.ts';
import type { RequestRecord } from './events.ts';
import { fragmentsOf, pinnedFragments } from './fragments.ts';
import { templateBytes } from './templates.ts';

const KEPT = 16;

/** Compiled templates, kept across calls by the hashes of what they are made of. */
const createTemplates = (ports: Ports) => {
  const kept = new Map<string, Template>();
  return async (kind: string, file: string, pins: Readonly<Record<string, string>>): Promise<Template> => {
    const hash = pins[file] ?? '';
    const pinned = file.endsWith('.docx') ? pinnedFragments(pins) : [];
    const key = [hash, ...pinned.flat()].join(' ');
    const found = kept.get(key);
    if (found) return found;
    const bytes = await templateBytes(ports, kind, file, hash);
    const template = compile(bytes, { fragments: await fragmentsOf(ports, kind, pinned), repeated: true });
    if (kept.size >= KEPT) kept.clear();
    kept.set(key, template);
    return template;
  };
};

export interface FilledOutput {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly template: string;
  readonly language: string;
}

export interface FillOrder {
  readonly kind: DocumentKind;
  readonly request: Pick<RequestRecord, 'company' | 'templates' | 'revision'>;
  readonly derived: Derived;
  readonly number: string;
}

const nameOf = ({ number, request }: FillOrder, { template, suffix }: Output): string => {
  const ending = template.slice(template.lastIndexOf('.'));
  return `${printedNumber(number, request.revision)}${suffix ? `.${suffix}` : ''}${ending}`;
};

/**
 * Fills every output of a document; the same order gives the same bytes. Throws `TEMPLATE_INVALID` or
 * `FILL_FAILED` with every mistake of a template.
 */
export const createFill = (ports: Ports) => {
  const templateOf = createTemplates(ports);
  return async (order: FillOrder): Promise<readonly FilledOutput[]> => {
    const { kind, request, derived, number } = order;
    const company = await ports.company.version(request.company);
    const printed = printedNumber(number, request.revision);
    const data = { ...derived.data, number: printed, revision: request.revision, company };
    const outputs = kind.outputs.filter((output) => output.when?.(data) ?? true);
    return Promise.all(
      outputs.map(async (output) => {
        const hash = request.templates[output.template] ?? '';
        const template = await templateOf(kind.id, output.template, request.templates);
        const bytes = template.fill(data, { language: output.language });
        return { name: nameOf(order, output), bytes, template: hash, language: output.language };
      }),
    );
  };
};
