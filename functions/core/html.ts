/** Markup that is safe to send. Only `html` makes it (and charts), so nothing gets into a page unescaped. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (value: string): string => value.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** Only objects that this module made count as markup: parsed JSON with a `markup` member does not. */
const made = new WeakSet<object>();

const asMarkup = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return made.has(part) ? part.markup : '';
  return part.map(asMarkup).join('');
};

/** Template tag: every value is escaped unless it is itself `html`; null, undefined and false vanish. */
export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html => {
  return escapedAlready(literals.reduce((out, literal, index) => out + asMarkup(parts[index - 1]) + literal));
};

/** For the one other maker of markup, charts, which escapes what it is given itself. */
export const escapedAlready = (markup: string): Html => {
  const result = { markup };
  made.add(result);
  return result;
};
