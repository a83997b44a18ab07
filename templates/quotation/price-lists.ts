import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import type { PriceList } from '../../functions/core/business/pricing.ts';
import type { Context } from '../../functions/core/kind.ts';
import { DocketError, type Problem, type Text } from '../../functions/core/result.ts';

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

/** Every version that the context holds, as lists. */
export const listsOf = ({ references }: Context): readonly PublishedList[] =>
  (references['price-list'] ?? []).map(readList);

const covers = ({ from, to }: PublishedList, day: string): boolean =>
  from <= day && (to === undefined || day <= to);

const latest = (lists: readonly PublishedList[]): PublishedList | undefined =>
  lists.reduce<PublishedList | undefined>(
    (best, list) => (best && best.from > list.from ? best : list),
    undefined,
  );

/** The list in force on the day for the currency: the latest start, the later upload when two start together. */
export const listInForce = (context: Context, currency: string, day: string): PublishedList | undefined =>
  latest(listsOf(context).filter((list) => list.currency === currency && covers(list, day)));

const missing = (message: Text, fix: Text): Problem => ({
  code: 'PRICE_MISSING',
  path: ['product'],
  message,
  fix,
});

/** A product that no list has ever had. */
export const neverListed = (product: string): Problem =>
  missing(
    { zh: `任何执行价表都没有产品“${product}”`, en: `No price list has the product “${product}”` },
    {
      zh: '请核对产品型号，或在执行价表中补上该产品并上传，再重新提交',
      en: 'Check the product code, or add it to the price list, upload that, and submit again',
    },
  );

/** Why a product that some list has is without a price in this currency on this day. */
export function notInForce(product: string, currency: string, day: string, context: Context): Problem {
  const having = listsOf(context).filter(({ rows }) => rows.has(normalise(product)));
  const same = latest(having.filter((list) => list.currency === currency));
  if (same === undefined) return otherCurrency(product, currency, having);
  const current = listInForce(context, currency, day);
  const upload = {
    zh: '请上传含有该产品、当日有效的执行价表，再重新提交',
    en: 'Upload a price list that has the product and holds on the day, then submit again',
  };
  if (current)
    return missing(
      {
        zh: `${day} 有效的执行价表 ${current.no} 中没有产品“${product}”（${same.no} 中有）`,
        en: `The price list of ${day}, ${current.no}, leaves out “${product}” (it is in ${same.no})`,
      },
      upload,
    );
  const to = same.to ?? '';
  return missing(
    {
      zh: `产品“${product}”在 ${day} 没有执行价：执行价表 ${same.no} 的有效期为 ${same.from} 至 ${to || '今'}`,
      en: `“${product}” has no price on ${day}: price list ${same.no} holds from ${same.from}${to && ` to ${to}`}`,
    },
    upload,
  );
}

function otherCurrency(product: string, currency: string, having: readonly PublishedList[]): Problem {
  const others = [...new Set(having.map((list) => list.currency))].join(', ');
  return missing(
    {
      zh: `产品“${product}”没有 ${currency} 的执行价，只有 ${others} 的`,
      en: `“${product}” has no price in ${currency}, only in ${others}`,
    },
    {
      zh: `请改正币种，或上传 ${currency} 的执行价表，再重新提交`,
      en: `Mend the currency, or upload a price list in ${currency}, then submit again`,
    },
  );
}
