import { z } from 'zod';

/** What the template of a shipping plan sees, beside number, revision and company. */
export const prints = z.object({
  shipDate: z.string(),
  date: z.string(),
  merchandiser: z.object({ name: z.string(), phone: z.string() }),
  earlyReason: z.string(),
  revisionReason: z.string(),
  note: z.string(),
  lines: z
    .array(
      z.object({
        customer: z.string(),
        poNo: z.string(),
        product: z.string(),
        name: z.string(),
        quantity: z.string(),
        /** Pieces that are paid. */
        paid: z.string(),
        requiredDate: z.string(),
        factory: z.string(),
        note: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  totalPieces: z.string(),
});

export type Printed = z.infer<typeof prints>;
