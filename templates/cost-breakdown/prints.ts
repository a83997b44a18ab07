import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** What the template of a cost breakdown sees, beside number, revision and company. */
export const prints = z.object({
  costingNo: z.string(),
  requestNo: z.string(),
  date: z.string(),
  customer: bilingual,
  product: z.string(),
  purchaser: bilingual,
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  revisionReason: bilingual.nullable(),
  note: bilingual.nullable(),
  lines: z
    .array(
      z.object({
        board: bilingual,
        material: z.string(),
        spec: bilingual,
        usage: z.string(),
        unitCost: z.string(),
        cost: z.string(),
        note: bilingual,
      }),
    )
    .readonly(),
  mainTotal: z.string(),
  subTotal: z.string(),
  total: z.string(),
});

export type Printed = z.infer<typeof prints>;
