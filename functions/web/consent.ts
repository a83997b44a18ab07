import type { Visit } from './visit.ts';

/** Changes whenever the words change: the evidence names it. */
export const CONSENT_VERSION = '2026-11';

/** The words to which an external signer agrees, in the language in which they were shown. */
export const consentText = ({ t }: Visit): string => t('sign.consent');
