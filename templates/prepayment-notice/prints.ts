import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** What the templates of a payment notice see, beside number, revision and company. */
export const prints = z.object({
  language: z.enum(['zh', 'en', 'both']),
  date: z.string(),
  poNo: z.string(),
  batch: z.number(),
  revisionReason: bilingual.nullable(),
  customer: z.object({ name: bilingual, contact: bilingual, phone: z.string(), email: z.string() }),
  merchandiser: z.object({ name: bilingual, phone: z.string(), email: z.string() }),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  lines: z
    .array(
      z.object({
        product: z.string(),
        name: bilingual,
        scope: bilingual,
        quantity: z.string(),
        unitPrice: z.string(),
        amount: z.string(),
      }),
    )
    .readonly(),
  deducted: z.string(),
  hasDeducted: z.boolean(),
  due: z.string(),
  dueFigure: z.string(),
  dueInWords: bilingual,
  rate: z.object({ value: z.string(), source: bilingual, date: z.string(), cny: z.string() }).nullable(),
  boardDate: z.string(),
  payBy: z.string(),
  /** The window of S42 had passed already when it was made. */
  isLate: z.boolean(),
  note: bilingual.nullable(),
});

export type Printed = z.infer<typeof prints>;
