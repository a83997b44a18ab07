import type { Language } from '../core/result.ts';
import type { WebRequest } from './http.ts';

const named = (value: string | null | undefined): Language | undefined =>
  value === 'zh' || value === 'en' ? value : undefined;

const fromCookie = (cookie = ''): Language | undefined =>
  named(/(?:^|;\s*)lang=(zh|en)(?:;|$)/.exec(cookie)?.[1]);

/** The browser's best liked language of the two; ranges as in RFC 9110 §12.5.4. */
const fromAccept = (accept = ''): Language | undefined =>
  accept
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...options] = range.trim().toLowerCase().split(';');
      const weight = options.map((option) => /^\s*q=([\d.]+)/.exec(option)?.[1]).find(Boolean) ?? '1';
      return { language: named(tag.split('-')[0]), weight: Number(weight) };
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight)[0]?.language;

/** `?lang=`, then the cookie, then the browser, then Chinese. */
export const languageOf = ({ query, headers }: WebRequest): Language =>
  named(query.get('lang')) ?? fromCookie(headers.cookie) ?? fromAccept(headers['accept-language']) ?? 'zh';

/** Set when somebody has chosen with the switch in the head of the page. */
export const languageCookie = ({ query }: WebRequest): Readonly<Record<string, string>> => {
  const chosen = named(query.get('lang'));
  return chosen === undefined
    ? {}
    : { 'set-cookie': `lang=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly` };
};
