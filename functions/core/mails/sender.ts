import type { Company } from '../company.ts';
import type { Address } from '../mail.ts';

/** Mails come from the company's own address. */
export const senderOf = ({ shortName, email }: Company): Address => ({ name: shortName.zh, address: email });
