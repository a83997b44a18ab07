import { z } from 'zod';

const money = z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() });

/** What the templates of a payment confirmation see, beside number, revision and company. */
export const prints = z.object({
  date: z.string(),
  poNo: z.string(),
  batch: z.number(),
  customer: z.string(),
  merchandiser: z.object({ name: z.string(), phone: z.string() }),
  product: z.string(),
  name: z.string(),
  quantity: z.string(),
  /** `5K` */
  quantityInK: z.string(),
  /** 套全款, 主板款 */
  scope: z.string(),
  unitPrice: z.string(),
  currency: money,
  amount: z.string(),
  deducted: z.string(),
  due: z.string(),
  receivedCurrency: money,
  received: z.string(),
  receivedInWords: z.string(),
  dueInReceived: z.string(),
  /** Received less due, in the currency received. */
  difference: z.string(),
  paidOn: z.string(),
  rate: z.object({ value: z.string(), source: z.string(), date: z.string() }).nullable(),
  hasSlip: z.boolean(),
  requiredDate: z.string(),
  note: z.string(),
  /** What is said in the group of the commercial department and PMC (S46). */
  message: z.string(),
});

export type Printed = z.infer<typeof prints>;
