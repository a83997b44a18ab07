import { normalise } from './business/identity.ts';
import { languages } from './business/words.ts';
import { termOf } from './records.ts';

interface OrderName {
  readonly customerName: string;
  readonly poNo: string;
}

/** How papers and facts of the chain find each other: a customer's PO, in any case or width (S32). */
export const orderTerm = ({ customerName, poNo }: OrderName): string =>
  termOf('order', languages(customerName).zh, poNo);

/** What is planned, answered or shipped on a day. */
export const shipDateTerm = (day: string): string => termOf('ship-date', day);

/** One product of an order, compared like the order itself. */
export const productKey = (named: OrderName & { readonly product: string }): string =>
  // by name, not by a rest: which fields make the key is found out by what is read (`keyFieldsOf`)
  `${orderTerm(named)}/${normalise(named.product)}`;
