import { createCalendar } from '../business/calendar.ts';
import { businessDate } from '../business/dates.ts';
import { type Company, parseCompany } from '../company.ts';
import type { Context, DocumentKind, Kind, Output } from '../kind.ts';
import { compile, type Finding, inspect, TemplateError } from '../ooxml/index.ts';
import type { Ports } from '../ports.ts';
import type { KnownRecord, Look } from '../records.ts';
import { DocketError } from '../result.ts';
import { askRules } from '../rules.ts';
import type { FragmentBytes } from './fragments.ts';
import { templateSchema } from './template-fields.ts';

type Reading = Pick<Ports, 'kinds' | 'shipped'>;

export interface TemplateCheck {
  readonly findings: readonly Finding[];
  /** What was taken out of the template for safety. */
  readonly warnings: readonly Finding[];
  /** It was also filled, with the kind's sample; false when the kind has none that its rules take. */
  readonly tried: boolean;
}

/** What is in force when a template is checked. */
export interface CheckAgainst {
  readonly company: Company;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What it may include. */
  readonly fragments?: FragmentBytes;
}

const utf8 = new TextDecoder();

const sampleInput = async ({ shipped }: Reading, kind: Kind): Promise<object | undefined> => {
  const bytes = await shipped.read(kind.id, 'sample.json');
  return bytes && kind.input.parse(JSON.parse(utf8.decode(bytes)));
};

/** The company that the samples are written for. */
export const shippedCompany = async ({ shipped }: Pick<Ports, 'shipped'>): Promise<Company | undefined> => {
  const bytes = await shipped.read('company', 'company.yaml');
  const parsed = bytes && parseCompany(utf8.decode(bytes));
  return parsed?.ok ? parsed.value : undefined;
};

const isThere = (one: unknown): boolean => one !== undefined;

/** The sample of a kind as others see it once it is settled, if it is about the term. */
const sampleRecord = async (
  ports: Reading,
  { kind: id, term }: Look,
  { today: day, at }: Context,
): Promise<KnownRecord | undefined> => {
  const kind = ports.kinds.get(id);
  const input = kind && (await sampleInput(ports, kind));
  if (input === undefined || kind === undefined || kind.type === 'reference') return undefined;
  if (!kind.terms(input).includes(term)) return undefined;
  const own = { kind: id, stream: id, revision: 0, amount: null, currency: null, route: null };
  const made =
    kind.type === 'record'
      ? { number: null, state: 'kept' }
      : { number: `${kind.series}-${day.slice(0, 4)}-000000`, state: 'completed' };
  return { ...own, ...kind.subject(input), ...made, day, at, input };
};

/** The samples of other kinds that a sample looks for, as if all of them were settled. */
const sampleRecords = async (
  ports: Reading,
  kind: DocumentKind,
  input: unknown,
  context: Context,
): Promise<readonly KnownRecord[]> => {
  const found = new Map<string, KnownRecord>();
  for (let before = -1; found.size > before; ) {
    before = found.size;
    for (const look of kind.looks?.(input, { ...context, records: [...found.values()] }) ?? []) {
      const record = found.has(look.kind) ? undefined : await sampleRecord(ports, look, context);
      if (record) found.set(look.kind, record);
    }
  }
  return [...found.values()];
};

/** What the templates of a kind see of its sample; undefined when there is none that the rules take. */
export const sampleData = async (
  ports: Reading,
  kind: DocumentKind,
  at: number,
): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const input = await sampleInput(ports, kind);
  const company = await shippedCompany(ports);
  if (input === undefined || company === undefined) return undefined;
  const references: Record<string, readonly unknown[]> = {};
  for (const id of kind.uses ?? []) {
    const used = ports.kinds.get(id);
    references[id] = used ? [await sampleInput(ports, used)].filter(isThere) : [];
  }
  const calendar = createCalendar(company.calendar);
  const plain = { company, calendar, today: businessDate(at), at, references, records: [] };
  const context = { ...plain, records: await sampleRecords(ports, kind, input, plain) };
  const refused = askRules(kind.rules, { values: input, wrong: [] }, context);
  return refused.length > 0 ? undefined : kind.derive(input, context).data;
};

/**
 * Everything that can be known of a template before it is used: its mistakes, its tags against the fields that the
 * kind prints, and a trial fill with the kind's sample and the company as it is. Throws a DocketError for a file
 * that is no template at all.
 */
export const checkTemplate = async (
  ports: Reading,
  kind: DocumentKind,
  output: Output,
  bytes: Uint8Array,
  { company, at, fragments = {} }: CheckAgainst,
): Promise<TemplateCheck> => {
  const { kind: format, findings, warnings } = inspect(bytes, templateSchema(kind), { fragments });
  const wanted = output.template.slice(output.template.lastIndexOf('.') + 1);
  if (format !== wanted) throw otherFormat(output, format);
  if (findings.length > 0) return { findings, warnings, tried: false };
  const data = await sampleData(ports, kind, at);
  if (data === undefined) return { findings, warnings, tried: false };
  const number = `${kind.series}-${businessDate(at).slice(0, 4)}-000000`;
  const printed = { ...data, number, revision: 0, company };
  return { findings: tryFill(bytes, printed, output, fragments), warnings, tried: true };
};

const tryFill = (
  bytes: Uint8Array,
  data: object,
  { language }: Output,
  fragments: FragmentBytes,
): readonly Finding[] => {
  try {
    compile(bytes, { fragments }).fill(data, { language });
    return [];
  } catch (fault) {
    if (fault instanceof TemplateError) return fault.findings;
    throw fault;
  }
};

const NAMES = { docx: 'Word (.docx)', xlsx: 'Excel (.xlsx)' } as const;

export const otherFormat = (
  { template }: Pick<Output, 'template'>,
  found: keyof typeof NAMES,
): DocketError => {
  const wanted = template.endsWith('.docx') ? NAMES.docx : NAMES.xlsx;
  return new DocketError('TEMPLATE_FORMAT', {
    zh: `${template} 是 ${wanted} 模板，不能用 ${NAMES[found]} 文件代替；请修改原来的 ${wanted} 文件`,
    en: `${template} is a template for ${wanted}; a file of ${NAMES[found]} cannot take its place: edit the ${wanted} file`,
  });
};
