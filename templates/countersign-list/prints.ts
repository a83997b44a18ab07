import { z } from 'zod';

/** What the template of the list sees, beside number, revision and company. */
export const prints = z.object({
  asOf: z.string(),
  lines: z
    .array(
      z.object({
        document: z.string(),
        title: z.string(),
        step: z.string(),
        /** For whom it was signed. */
        owed: z.string(),
        /** By whom. */
        signed: z.string(),
        /** How and when he was told to. */
        authority: z.string(),
        day: z.string(),
        /** Working days since, of one that is still open. */
        waiting: z.string(),
        state: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  open: z.number(),
  settled: z.number(),
  revisionReason: z.string(),
});

export type Printed = z.infer<typeof prints>;
