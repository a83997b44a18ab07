import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** What the templates of an acknowledgement see, beside number, revision and company. */
export const prints = z.object({
  language: z.enum(['zh', 'en', 'both']),
  poNo: z.string(),
  poDate: z.string(),
  date: z.string(),
  revisionReason: bilingual.nullable(),
  customer: z.object({ name: bilingual, contact: bilingual, phone: z.string(), email: z.string() }),
  merchandiser: z.object({ name: bilingual, phone: z.string(), email: z.string() }),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  paymentTerms: bilingual,
  deliveryPlace: bilingual,
  note: bilingual.nullable(),
  lines: z
    .array(
      z.object({
        product: z.string(),
        customerPart: z.string(),
        name: bilingual,
        spec: bilingual,
        unit: bilingual,
        quantity: z.string(),
        unitPrice: z.string(),
        amount: z.string(),
        deliveryDate: z.string(),
        note: bilingual,
      }),
    )
    .readonly(),
  total: z.string(),
  totalFigure: z.string(),
  totalInWords: bilingual,
});

export type Printed = z.infer<typeof prints>;
