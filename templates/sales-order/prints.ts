import { z } from 'zod';

/** What the template of a sales order sees, beside number, revision and company. */
export const prints = z.object({
  poNo: z.string(),
  poDate: z.string(),
  orderDate: z.string(),
  revisionReason: z.string(),
  customer: z.object({ name: z.string(), contact: z.string(), phone: z.string() }),
  merchandiser: z.object({ name: z.string(), phone: z.string() }),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  paymentTerms: z.string(),
  consignee: z.object({ name: z.string(), address: z.string(), receiver: z.string(), phone: z.string() }),
  bom: z.object({ main: z.string(), sub: z.string(), note: z.string(), isFilled: z.boolean() }),
  note: z.string(),
  /** One sheet each (S40). */
  copies: z.array(z.object({ label: z.string(), holder: z.string() })).readonly(),
  lines: z
    .array(
      z.object({
        product: z.string(),
        goods: z.string(),
        unit: z.string(),
        quantity: z.string(),
        unitPrice: z.string(),
        amount: z.string(),
        deliveryDate: z.string(),
        note: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  totalPieces: z.string(),
  total: z.string(),
  totalFigure: z.string(),
  totalInWords: z.string(),
});

export type Printed = z.infer<typeof prints>;
