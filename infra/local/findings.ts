import type { Finding } from '../../functions/core/ooxml/index.ts';
import { language } from './command.ts';

/** A mistake of a template for a terminal: where, the tag, what is wrong, what was meant. */
export const findingLine = ({ part, place, tag, message, suggestion }: Finding): string => {
  const where = [place, `(${part})`].filter(Boolean).join(' ');
  const hint = suggestion ? ` ${suggestion[language]}` : '';
  return `✗ ${where}\n    ${[tag, `${message[language]}${hint}`].filter(Boolean).join('  ')}`;
};

/** What was taken out of a template. */
export const warningLine = ({ part, place, message }: Finding): string =>
  `! ${[place, `(${part})`].filter(Boolean).join(' ')}\n    ${message[language]}`;
