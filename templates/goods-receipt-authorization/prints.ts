import { z } from 'zod';

/** What the templates of an authorization see, beside number, revision and company. */
export const prints = z.object({
  authorizationNo: z.string(),
  date: z.string(),
  customer: z.string(),
  signer: z.string(),
  reason: z.string(),
  merchandiser: z.object({ name: z.string(), phone: z.string() }),
  consignee: z.object({ name: z.string(), address: z.string() }),
  receiver: z.object({
    name: z.string(),
    idType: z.string(),
    /** In full: for the signed letter alone. */
    id: z.string(),
    idMasked: z.string(),
    phone: z.string(),
    phoneMasked: z.string(),
  }),
  validFrom: z.string(),
  validTo: z.string(),
  note: z.string(),
  lines: z.array(z.object({ product: z.string(), name: z.string() })).readonly(),
});

export type Printed = z.infer<typeof prints>;
