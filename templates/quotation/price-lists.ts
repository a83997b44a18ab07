import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import type { PriceList } from '../../functions/core/business/pricing.ts';
import { DocketError } from '../../functions/core/result.ts';

const row = z.object({
  product: z.string(),
  name: z.string(),
  spec: z.string().optional(),
  unit: z.string(),
  executionPrice: z.string(),
  dayPrice: z.string().optional(),
  dayPriceDate: z.string().optional(),
  materialUnstable: z.boolean(),
  materialInStock: z.boolean(),
  moq: z.string().optional(),
});

/** What a quotation reads of a published 执行价表; other columns do not matter to it. */
const published = z.object({
  priceListNo: z.string(),
  effectiveFrom: z.string(),
  effectiveTo: z.string().optional(),
  currency: z.string(),
  lines: z.array(row),
});

export type PriceRow = z.infer<typeof row>;

export interface PublishedList extends PriceList {
  readonly no: string;
  readonly currency: string;
  /** By product, normalised. */
  readonly rows: ReadonlyMap<string, PriceRow>;
}

/** A published version never changes, so that it is read once, however many quotations need it. */
const seen = new WeakMap<object, PublishedList>();

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function readList(version: unknown): PublishedList {
  const known = isObject(version) ? seen.get(version) : undefined;
  if (known) return known;
  const parsed = published.safeParse(version);
  if (!parsed.success)
    throw new DocketError('PRICE_LIST_UNREADABLE', {
      zh: '账本中的一份执行价表无法读取，请重新上传执行价表',
      en: 'A price list of the ledger cannot be read; upload the price list again',
    });
  const { priceListNo: no, effectiveFrom: from, effectiveTo: to, currency, lines } = parsed.data;
  const rows = new Map(lines.map((line) => [normalise(line.product), line]));
  const prices = Object.fromEntries([...rows].map(([key, line]) => [key, line.executionPrice]));
  const list = { no, currency, from, ...(to === undefined ? {} : { to }), rows, prices };
  if (isObject(version)) seen.set(version, list);
  return list;
}

/** The list in force on the day for the currency: the latest start, the later upload when two start together. */
export function listInForce(
  versions: readonly unknown[],
  currency: string,
  day: string,
): PublishedList | undefined {
  return versions
    .map(readList)
    .filter(
      (list) => list.currency === currency && list.from <= day && (list.to === undefined || day <= list.to),
    )
    .reduce<PublishedList | undefined>(
      (best, list) => (best && best.from > list.from ? best : list),
      undefined,
    );
}
