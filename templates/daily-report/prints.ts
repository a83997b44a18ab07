import { z } from 'zod';

/** What the template of the daily report sees, beside number, revision and company. Pieces are whole numbers. */
export const prints = z.object({
  date: z.string(),
  shipDate: z.string(),
  factories: z.array(
    z.object({
      name: z.string(),
      planned: z.number(),
      shipped: z.number(),
      difference: z.number(),
      isReported: z.boolean(),
      state: z.string(),
    }),
  ),
  trend: z.array(z.object({ day: z.string(), planned: z.number(), shipped: z.number() })),
  lines: z.array(
    z.object({
      customer: z.string(),
      poNo: z.string(),
      product: z.string(),
      factory: z.string(),
      ordered: z.number(),
      shippedSoFar: z.number(),
      planned: z.number(),
      isReported: z.boolean(),
      shipped: z.number(),
      difference: z.number(),
      open: z.number(),
      deliveryDate: z.string(),
      overdueDays: z.number(),
      reason: z.string(),
      mark: z.string(),
    }),
  ),
  planned: z.number(),
  shipped: z.number(),
  difference: z.number(),
  rate: z.string(),
  missing: z.array(z.string()),
  overdue: z.number(),
  flagged: z.number(),
  revisionReason: z.string(),
});

export type Printed = z.infer<typeof prints>;
