import { z } from 'zod';

/** What the templates of a delivery note see, beside number, revision and company. */
export const prints = z.object({
  shipDate: z.string(),
  factory: z.string(),
  revisionReason: z.string(),
  customer: z.string(),
  consignee: z.object({ name: z.string(), address: z.string(), receiver: z.string(), phone: z.string() }),
  authorizationNo: z.string(),
  clerk: z.string(),
  carrier: z.string(),
  vehicle: z.string(),
  bom: z.object({ version: z.string(), action: z.string(), person: z.string() }),
  note: z.string(),
  /** One sheet each (S57). */
  copies: z.array(z.object({ label: z.string(), holder: z.string() })).readonly(),
  lines: z
    .array(
      z.object({
        poNo: z.string(),
        product: z.string(),
        goods: z.string(),
        unit: z.string(),
        quantity: z.string(),
        cartons: z.string(),
        unitPrice: z.string(),
        amount: z.string(),
        note: z.string(),
        tall: z.number(),
      }),
    )
    .readonly(),
  totalPieces: z.string(),
  totalCartons: z.string(),
  hasPrices: z.boolean(),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  totalFigure: z.string(),
  totalInWords: z.string(),
});

export type Printed = z.infer<typeof prints>;
