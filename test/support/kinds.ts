import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { expect } from 'vitest';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { type Company, parseCompany } from '../../functions/core/company.ts';
import type { Context, DocumentKind, Kind } from '../../functions/core/kind.ts';
import { compile } from '../../functions/core/ooxml/index.ts';
import type { KnownRecord } from '../../functions/core/records.ts';
import type { Language } from '../../functions/core/result.ts';
import { routeMistakes } from '../../functions/core/routing/route.ts';
import { journey } from './routing.ts';
import { brokenRules } from './rules.ts';

const bytes = (path: string) =>
  new Uint8Array(readFileSync(new URL(`../../templates/${path}`, import.meta.url)));
const utf8 = new TextDecoder();

const shippedCompany = (): Company => {
  const parsed = parseCompany(utf8.decode(bytes('company/company.yaml')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
};

const textIn = (xml: string): string =>
  [...xml.matchAll(/<(?:w:t|t|v|f)(?: [^>]*)?>([^<]*)<|name="([^"]*)"/g)]
    .map(([, text, name]) => text ?? name)
    .join('');

/** Every text of a filled Word or Excel file, a paragraph or cell a line. */
const textOf = (file: Uint8Array): string => {
  const parts = Object.entries(unzipSync(file)).map(([name, part]) => [name, strFromU8(part)] as const);
  const shared = parts.find(([name]) => name === 'xl/sharedStrings.xml')?.[1] ?? '';
  const strings = [...shared.matchAll(/<si>.*?<\/si>/gs)].map(([xml]) => textIn(xml));
  return parts
    .filter(([name]) => /^(word\/document|xl\/worksheets\/sheet.*|xl\/workbook)\.xml$/.test(name))
    .flatMap(([, xml]) => [...xml.matchAll(/<w:p[ >].*?<\/w:p>|<c [^>/]*>.*?<\/c>|<sheet [^>]*>/gs)])
    .map(([xml]) => (/^<c [^>]* t="s"/.test(xml) ? (strings[Number(textIn(xml))] ?? '') : textIn(xml)))
    .join('\n');
};

/** A record of the sample of a kind, settled, with something changed. */
export const recordOf = (
  kind: string,
  change: object = {},
  more: Partial<KnownRecord> = {},
): KnownRecord => ({
  kind,
  stream: `${kind}/1`,
  number: 'NO-2026-000001',
  revision: 0,
  state: 'completed',
  title: '',
  party: '',
  amount: null,
  currency: null,
  day: '2026-11-20',
  at: 0,
  route: null,
  ...more,
  input: { ...JSON.parse(utf8.decode(bytes(`${kind}/sample.json`))), ...change },
});

/** What the tests of a kind ask of it, with its sample changed as they say. `now` is a moment in Shanghai. */
export const kindTests = (kind: Kind, more: Partial<Context> & { readonly now?: string } = {}) => {
  const sample = JSON.parse(utf8.decode(bytes(`${kind.id}/sample.json`)));
  const company = more.company ?? shippedCompany();
  const now = more.now ?? '2026-11-23T10:00:00+08:00';
  const contextOf = (change: Partial<Company> = {}): Context => ({
    calendar: createCalendar(),
    today: now.slice(0, 10),
    at: Date.parse(now),
    references: {},
    records: [],
    ...more,
    company: { ...company, ...change },
  });
  const parse = (change: object) => kind.input.parse({ ...sample, ...change });
  const document = (): DocumentKind => {
    if (kind.type === 'document') return kind;
    throw new Error(`${kind.id} prints nothing`);
  };
  const derive = (change: object = {}, house: Partial<Company> = {}) =>
    document().derive(parse(change), contextOf(house));
  return {
    sample,
    company,
    contextOf,
    derive,
    /** `CODE place` of every rule that is broken. */
    refused: (change: object, house: Partial<Company> = {}): string[] =>
      brokenRules(kind, { ...sample, ...change }, contextOf(house)).map(
        ({ code, path }) => `${code} ${path?.join('.') ?? ''}`,
      ),
    /** The text of the output of a language, or of the file named so. */
    filled: (which: Language | string, change: object = {}, revision = 0): string => {
      const output = document().outputs.find(
        ({ language, template }) => language === which || template === which,
      );
      if (output === undefined) throw new Error(`${kind.id} has no output ${which}`);
      const data = { ...derive(change).data, number: 'NO-2026-000001', revision, company };
      return textOf(compile(bytes(`${kind.id}/${output.template}`)).fill(data, output));
    },
    /** The document on its way, in the shipped company or one with something changed. */
    journeyOf: (change: object = {}, house: Partial<Company> = {}) => {
      const context = contextOf(house);
      const request = parse(change);
      const route = document().route!(request, document().derive(request, context), context);
      expect(routeMistakes(route)).toEqual([]);
      const doc = journey({}, context.company);
      doc.begin(route);
      return doc;
    },
  };
};
