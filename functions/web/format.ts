import type { Language } from '../core/result.ts';

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2026-07-01 09:30:05` in Asia/Shanghai; text that is no time comes back as it is. */
export const shanghaiSecond = (time: string | number): string => {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? String(time) : SHANGHAI.format(at);
};

/** `2026-07-01 09:30` in Asia/Shanghai. */
export const shanghaiMinute = (time: string | number): string => shanghaiSecond(time).slice(0, 16);

/** Business day in Asia/Shanghai, `yyyy-mm-dd`. */
export const shanghaiDay = (at: number): string => shanghaiSecond(at).slice(0, 10);

export type Validity = 'open' | 'today' | 'expired';

/** A document holds through its last day (Asia/Shanghai). */
export const validity = (validUntil: string, now: number): Validity => {
  const today = shanghaiDay(now);
  if (validUntil < today) return 'expired';
  return validUntil === today ? 'today' : 'open';
};

export const shortHash = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-4)}`;

export const fileName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** BCP 47 tag for the `lang` attribute. */
export const htmlLang = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en');
