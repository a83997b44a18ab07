import { z } from 'zod';

/** What the template of the merged plan sees, beside number, revision and company. */
export const prints = z.object({
  shipDate: z.string(),
  mergedOn: z.string(),
  cutOff: z.string(),
  lines: z
    .array(
      z.object({
        merchandiser: z.string(),
        customer: z.string(),
        poNo: z.string(),
        product: z.string(),
        name: z.string(),
        quantity: z.string(),
        requiredDate: z.string(),
        factory: z.string(),
        mark: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  plans: z.number(),
  latePlans: z.number(),
  totalPieces: z.string(),
  revisionReason: z.string(),
});

export type Printed = z.infer<typeof prints>;
