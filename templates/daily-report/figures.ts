import { z } from 'zod';
import type { Calendar } from '../../functions/core/business/calendar.ts';
import { languages } from '../../functions/core/business/words.ts';
import type { Company } from '../../functions/core/company.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import { orderTerm, productKey } from '../../functions/core/orders.ts';
import { type KnownRecord, recordsOf } from '../../functions/core/records.ts';

const goods = z.object({ customerName: z.string(), poNo: z.string(), product: z.string() });
const dated = z.object({ shipDate: z.string() });
const plan = dated.extend({
  lines: z.array(goods.extend({ quantity: z.string(), factory: z.string().optional() })),
});
const reply = dated.extend(goods.shape).extend({
  factory: z.string(),
  shippable: z.string().optional(),
  shortReason: z.string().optional(),
});
const shipment = dated.extend(goods.shape).extend({
  factory: z.string(),
  shipped: z.string().optional(),
  note: z.string().optional(),
});
const order = z.object({
  customerName: z.string(),
  poNo: z.string(),
  lines: z.array(z.object({ product: z.string(), quantity: z.string(), deliveryDate: z.string() })),
});

export const shipDateOf = (fact: unknown): string => dated.parse(fact).shipDate;

/** The day and the four working days before it, oldest first. */
export const trendDays = (shipDate: string, calendar: Calendar): readonly string[] => [
  ...[-4, -3, -2, -1].map((n) => calendar.addWorkingDays(shipDate, n)),
  shipDate,
];

/** A product of an order from one factory on the day. Pieces are whole numbers. */
export interface Figure {
  readonly key: string;
  readonly customer: string;
  readonly poNo: string;
  readonly product: string;
  /** Id of the profile; what was written where the profile does not know it; empty when nobody said. */
  readonly factory: string;
  planned: number;
  /** Undefined: the factory has not said. */
  shipped: number | undefined;
  reason: string;
}

const factoryId = (factory: string | undefined, company: Company): string => {
  const found = factory === undefined ? undefined : factoryOf({ factory }, company);
  return found?.ok ? found.value.id : (factory ?? '');
};

const readPlans = (records: readonly KnownRecord[], day: string) =>
  recordsOf(records, 'shipping-plan', plan)
    .filter(({ input }) => input.shipDate === day)
    .flatMap(({ input }) => input.lines);

const readReplies = (records: readonly KnownRecord[], day: string) =>
  recordsOf(records, 'pmc-reply', reply)
    .map(({ input }) => input)
    .filter(({ shipDate }) => shipDate === day);

const readShipments = (records: readonly KnownRecord[]) =>
  recordsOf(records, 'actual-shipments', shipment).map(({ input }) => input);

/** Orders that the day is about. */
export const ordersIn = (records: readonly KnownRecord[], day: string): readonly string[] => [
  ...new Set(
    [
      ...readPlans(records, day),
      ...readReplies(records, day),
      ...readShipments(records).filter(({ shipDate }) => shipDate === day),
    ].map(orderTerm),
  ),
];

/**
 * Plan and actual of a day, a row for each product of an order and factory. What a plan does not say is from PMC's
 * reply: which factory, and why less. R-O11: a factory without any figure of the day is silent, not at zero.
 */
export function figuresOf(records: readonly KnownRecord[], day: string, company: Company): readonly Figure[] {
  const rows = new Map<string, Figure>();
  const replies = new Map(readReplies(records, day).map((one) => [productKey(one), one]));
  const row = (of: z.infer<typeof goods>, factory: string): Figure => {
    const key = `${productKey(of)}@${factory}`;
    const known = rows.get(key);
    if (known) return known;
    const made: Figure = {
      key: productKey(of),
      customer: languages(of.customerName).zh,
      poNo: of.poNo,
      product: of.product,
      factory,
      planned: 0,
      shipped: undefined,
      reason: replies.get(productKey(of))?.shortReason ?? '',
    };
    rows.set(key, made);
    return made;
  };
  for (const line of readPlans(records, day)) {
    const answer = replies.get(productKey(line));
    row(line, factoryId(answer?.factory ?? line.factory, company)).planned += Number(line.quantity);
  }
  for (const fact of readShipments(records)) {
    if (fact.shipDate !== day) continue;
    const one = row(fact, factoryId(fact.factory, company));
    one.shipped = (one.shipped ?? 0) + Number(fact.shipped ?? '0');
    if (fact.note !== undefined) one.reason = languages(fact.note).zh;
  }
  return settled([...rows.values()]);
}

/** A factory that has reported something has reported all: what it does not name, it did not ship. */
function settled(rows: readonly Figure[]): readonly Figure[] {
  const heard = new Set(rows.flatMap(({ factory, shipped }) => (shipped === undefined ? [] : [factory])));
  return rows.map((one) => ({ ...one, shipped: one.shipped ?? (heard.has(one.factory) ? 0 : undefined) }));
}

export interface Ordered {
  readonly quantity: number;
  readonly deliveryDate: string;
}

/** What was ordered, by product. */
export function orderedOf(records: readonly KnownRecord[]): ReadonlyMap<string, Ordered> {
  const found = new Map<string, Ordered>();
  for (const { input } of recordsOf(records, 'sales-order', order))
    for (const { product, quantity, deliveryDate } of input.lines) {
      const key = productKey({ ...input, product });
      const before = found.get(key)?.quantity ?? 0;
      found.set(key, { quantity: before + Number(quantity), deliveryDate });
    }
  return found;
}

/** Pieces that were shipped up to the day, by product. */
export function shippedUntil(records: readonly KnownRecord[], day: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const fact of readShipments(records))
    if (fact.shipDate <= day)
      found.set(productKey(fact), (found.get(productKey(fact)) ?? 0) + Number(fact.shipped ?? '0'));
  return found;
}
