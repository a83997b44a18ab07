import { didYouMean, type Place } from './errors.ts';
import type { Reading } from './flow.ts';

const WIDE = /[｛{]{2}([^｛｝{}]{0,200})[｝}]{2}/g;

/** Tags typed with the full-width braces of an input method: they look right, and would be printed as text. */
export function reportWide(text: string, reading: Reading, placeOf: (tag: string) => Place): void {
  const { open, close } = reading.delimiters;
  if (open !== '{{' || !/[｛｝]/.test(text)) return;
  for (const [tag, inside = ''] of text.matchAll(WIDE)) {
    if (!/[｛｝]/.test(tag) || tag.startsWith(open)) continue;
    reading.report.add(
      placeOf(tag),
      'TAG_WIDE',
      {
        zh: '标签使用了全角大括号，请改用半角 {{ }}。',
        en: 'The tag is written with full-width braces; use {{ }}.',
      },
      didYouMean(open + inside.trim() + close),
    );
  }
}
