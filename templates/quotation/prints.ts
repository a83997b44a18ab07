import { z } from 'zod';

const bilingual = z.object({ zh: z.string(), en: z.string() });
const perLanguage = <T extends z.ZodType>(type: T) => z.object({ zh: type, en: type });

/** Tax-inclusive amount and its parts, two decimals. */
const amount = z.object({ gross: z.string(), net: z.string(), tax: z.string() });

/** A printed row of a block of text. */
const textRow = z.object({ no: z.string(), label: z.string(), text: z.string() });

const line = z.object({
  product: z.string(),
  name: bilingual,
  spec: bilingual,
  brand: bilingual,
  unit: bilingual,
  quantity: z.string(),
  unitPrice: z.string(),
  amount: z.string(),
  net: z.string().nullable(),
  tax: z.string().nullable(),
  leadTime: bilingual,
  note: bilingual,
  /** Printed lines of the tallest cell. */
  tall: perLanguage(z.number()),
  /** A page ends before this line. */
  breakBefore: perLanguage(z.boolean()),
});

/** What the templates of a quotation see, beside number, revision and company: every tag must be one of these. */
export const prints = z.object({
  requestNo: z.string(),
  language: z.enum(['zh', 'en', 'both']),
  quoteDate: z.string(),
  validUntil: z.string(),
  dayOnly: bilingual.nullable(),
  revisionReason: bilingual.nullable(),
  customer: z.object({ name: bilingual, contact: bilingual, phone: z.string(), email: z.string() }),
  salesperson: z.object({ name: bilingual, title: bilingual, phone: z.string(), email: z.string() }),
  currency: z.object({ code: z.string(), zh: z.string(), en: z.string(), symbol: z.string() }),
  taxPercent: z.string(),
  lines: z.array(line).readonly(),
  goods: amount,
  freight: amount,
  surcharge: amount,
  total: amount,
  hasSurcharge: z.boolean(),
  totalFigure: z.string(),
  totalInWords: bilingual,
  mainBoardBom: bilingual,
  subBoardBom: bilingual,
  materials: perLanguage(z.array(textRow).readonly()),
  terms: perLanguage(z.array(textRow).readonly()),
});

export type Printed = z.infer<typeof prints>;
