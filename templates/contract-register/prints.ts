import { z } from 'zod';

/** What the template of the register sees, beside number, revision and company. */
export const prints = z.object({
  asOf: z.string(),
  lines: z
    .array(
      z.object({
        contract: z.string(),
        subject: z.string(),
        buyer: z.string(),
        signDate: z.string(),
        termTo: z.string(),
        currency: z.string(),
        amount: z.string(),
        cny: z.string(),
        delivery: z.string(),
        payment: z.string(),
        state: z.string(),
        review: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  /** One for each currency. */
  totals: z.array(z.object({ currency: z.string(), count: z.number(), amount: z.string() })).readonly(),
  totalCny: z.string(),
  signed: z.number(),
  open: z.number(),
  expiring: z.number(),
  revisionReason: z.string(),
});

export type Printed = z.infer<typeof prints>;
