import { z } from 'zod';
import { normalise } from '../../functions/core/business/identity.ts';
import { languages } from '../../functions/core/business/words.ts';
import { whoHas } from '../../functions/core/company.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Context } from '../../functions/core/kind.ts';
import { orderTerm, productKey, shipDateTerm } from '../../functions/core/orders.ts';
import { isSettled, type KnownRecord, type Look, recordsOf } from '../../functions/core/records.ts';
import { goodsTerm } from './authorization.ts';

const reply = z.object({
  shipDate: z.string(),
  customerName: z.string(),
  poNo: z.string(),
  product: z.string(),
  factory: z.string(),
  shippable: z.string().optional(),
});
const ordered = z.object({
  customerName: z.string(),
  poNo: z.string(),
  currency: z.string().default('CNY'),
  lines: z.array(
    z.object({
      product: z.string(),
      name: z.string(),
      spec: z.string().optional(),
      unit: z.string(),
      unitPrice: z.string(),
    }),
  ),
});
const letter = z.object({
  authorizationNo: z.string(),
  customerName: z.string(),
  consignee: z.string(),
  consigneeAddress: z.string(),
  receiver: z.string(),
  receiverPhone: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  lines: z.array(z.object({ product: z.string() })),
});
const noted = z
  .object({
    shipDate: z.string(),
    factory: z.string(),
    customerName: z.string(),
    lines: z.array(z.looseObject({ poNo: z.string(), product: z.string(), quantity: z.string() })),
  })
  .loose();

type Reply = z.infer<typeof reply>;
type Lines = z.infer<typeof noted>['lines'];

/** Whatever PMC answered for the day; of that, orders and letters; the notes that stand. */
export function looksForReply(cause: KnownRecord, { records }: Context): readonly Look[] {
  const { shipDate } = reply.parse(cause.input);
  const term = shipDateTerm(shipDate);
  return [
    { kind: 'pmc-reply', term },
    { kind: 'delivery-note', term },
    ...recordsOf(records, 'pmc-reply', reply).flatMap(({ input }) => [
      { kind: 'sales-order', term: orderTerm(input) },
      { kind: 'goods-receipt-authorization', term: goodsTerm(input.customerName, input.product) },
    ]),
  ];
}

/**
 * S53–S54: what can ship from a factory to a customer becomes his note, to where he authorised last. Without an order
 * or a letter there is none: a person makes it. One that stands gets the new quantities and keeps all else.
 */
export function notesOf(cause: KnownRecord, context: Context): readonly object[] {
  const own = reply.parse(cause.input);
  const place = placeOf(context);
  const isSame = (one: Pick<Reply, 'customerName' | 'factory' | 'shipDate'>): boolean =>
    place(one) === place(own);
  const lines = recordsOf(context.records, 'pmc-reply', reply)
    .filter(({ input }) => isSame(input))
    .flatMap(({ input }) => lineOf(input, context));
  const before = recordsOf(context.records, 'delivery-note', noted).findLast(({ input }) =>
    isSame(input),
  )?.input;
  if (lines.length === 0) return [];
  if (before === undefined) return firstNote(own, lines, context);
  const { revision: _, revisionReason: __, ...kept } = before;
  return sameGoods(before.lines, lines) ? [] : [{ ...kept, lines: merged(before.lines, lines) }];
}

/** Day, customer and factory, however they were written. */
const placeOf =
  ({ company }: Context) =>
  ({ shipDate, customerName, factory }: Pick<Reply, 'customerName' | 'factory' | 'shipDate'>): string => {
    const known = factoryOf({ factory }, company);
    const id = known.ok ? known.value.id : normalise(factory);
    return `${shipDate} ${id} ${normalise(languages(customerName).zh)}`;
  };

function lineOf(of: Reply, { records }: Context): Lines {
  if (of.shippable === undefined) return [];
  const quantity = of.shippable;
  return recordsOf(records, 'sales-order', ordered)
    .filter(({ input }) => orderTerm(input) === orderTerm(of))
    .flatMap(({ input }) => input.lines.filter((line) => productKey({ ...of, ...line }) === productKey(of)))
    .slice(0, 1)
    .map(({ product, name, spec, unit, unitPrice }) => ({
      poNo: of.poNo,
      product,
      name,
      ...(spec !== undefined && { spec }),
      unit,
      quantity,
      unitPrice,
    }));
}

function firstNote(own: Reply, lines: Lines, { company, records }: Context): readonly object[] {
  const clerk = whoHas(company, company.orders.noteClerk)[0];
  const term = goodsTerm(own.customerName, own.product);
  const known = recordsOf(records, 'goods-receipt-authorization', letter).findLast(
    (one) =>
      isSettled(one) &&
      one.input.validFrom <= own.shipDate &&
      own.shipDate <= one.input.validTo &&
      one.input.lines.some(({ product }) => goodsTerm(one.input.customerName, product) === term),
  )?.input;
  const order = recordsOf(records, 'sales-order', ordered).find(
    ({ input }) => orderTerm(input) === orderTerm(own),
  )?.input;
  if (known === undefined || clerk === undefined || order === undefined) return [];
  const { authorizationNo, consignee, consigneeAddress, receiver, receiverPhone } = known;
  const factory = factoryOf(own, company);
  if (!factory.ok) return [];
  const { shipDate } = own;
  const { customerName, currency } = order;
  return [
    {
      ...{ shipDate, factory: factory.value.id, customerName, applicant: clerk.id, currency },
      ...{ authorizationNo, consignee, consigneeAddress, receiver, receiverPhone },
      lines,
    },
  ];
}

const keyOf = ({ poNo, product }: Lines[number]): string => `${normalise(poNo)}/${normalise(product)}`;

const sameGoods = (before: Lines, now: Lines): boolean =>
  now.every((line) => before.some((one) => keyOf(one) === keyOf(line) && one.quantity === line.quantity));

const merged = (before: Lines, now: Lines): Lines => [
  ...before.map((line) => {
    const quantity = now.find((one) => keyOf(one) === keyOf(line))?.quantity;
    return quantity === undefined ? line : { ...line, quantity };
  }),
  ...now.filter((line) => !before.some((one) => keyOf(one) === keyOf(line))),
];
