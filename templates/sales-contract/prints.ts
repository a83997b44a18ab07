import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** Tax-inclusive amount and its parts, two decimals. */
const amount = z.object({ gross: z.string(), net: z.string(), tax: z.string() });

const line = z.object({
  product: z.string(),
  name: bilingual,
  spec: bilingual,
  brand: bilingual,
  unit: bilingual,
  quantity: z.string(),
  unitPrice: z.string(),
  amount: z.string(),
  note: bilingual,
});

/** What the templates of a contract see, beside number, revision and company: every tag must be one of these. */
export const prints = z.object({
  requestNo: z.string(),
  language: z.enum(['zh', 'both']),
  subject: bilingual,
  signDate: z.string(),
  signPlace: bilingual,
  termTo: z.string(),
  buyer: z.object({
    name: bilingual,
    creditCode: z.string(),
    address: bilingual,
    representative: bilingual,
    contact: bilingual,
    phone: z.string(),
    email: z.string(),
    bank: bilingual,
    account: z.string(),
  }),
  salesperson: z.object({ name: bilingual, title: bilingual, phone: z.string(), email: z.string() }),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  taxPercent: z.string(),
  lines: z.array(line).readonly(),
  total: amount,
  totalFigure: z.string(),
  totalInWords: bilingual,
  /** The four items that a salesperson may agree on (S94). */
  deliveryPlace: bilingual,
  deliveryCost: bilingual,
  deliveryTime: bilingual,
  payment: bilingual,
  deposit: z.object({ percent: z.string(), figure: z.string(), inWords: bilingual }).nullable(),
  changes: bilingual.nullable(),
  revisionReason: bilingual.nullable(),
});

export type Printed = z.infer<typeof prints>;
