import { z } from 'zod';
import type { Calendar } from '../../functions/core/business/calendar.ts';
import { addDays } from '../../functions/core/business/dates.ts';
import type { Context } from '../../functions/core/kind.ts';
import { orderTerm, productKey } from '../../functions/core/orders.ts';
import { isSettled, type KnownRecord, type Look, recordsOf, termOf } from '../../functions/core/records.ts';

const goods = z.object({ customerName: z.string(), poNo: z.string(), product: z.string() });
const board = goods.extend({ boardDate: z.string() });
const acknowledged = z.object({
  customerName: z.string(),
  poNo: z.string(),
  contact: z.string(),
  phone: z.string().optional(),
  email: z.string(),
  applicant: z.string(),
  currency: z.string().default('CNY'),
  language: z.string().default('zh'),
  lines: z.array(
    z.object({ product: z.string(), name: z.string(), quantity: z.string(), unitPrice: z.string() }),
  ),
});
const noticed = board.catchall(z.unknown());

/** A notice is due for boards that come within so many working days (S42). */
const AHEAD = 7;

const boardDays = (today: string, calendar: Calendar): readonly string[] => {
  const last = calendar.addWorkingDays(today, AHEAD);
  const days: string[] = [];
  for (let day = today; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
};

/** Boards that come soon; of their orders, what was acknowledged, told and paid. */
export function looksForDue({ today, calendar, records }: Context): readonly Look[] {
  const boards = recordsOf(records, 'board-dates', board);
  return [
    ...boardDays(today, calendar).map((day) => ({ kind: 'board-dates', term: termOf('board-date', day) })),
    ...boards.flatMap(({ input }) =>
      ['po-acknowledgement', 'prepayment-notice', 'payment-confirmation'].map((kind) => ({
        kind,
        term: orderTerm(input),
      })),
    ),
  ];
}

const isPaid = (records: readonly KnownRecord[], key: string): boolean =>
  recordsOf(records, 'payment-confirmation', goods).some(({ input }) => productKey(input) === key);

/** The last notice of the product. */
const toldOf = (records: readonly KnownRecord[], key: string) =>
  recordsOf(records, 'prepayment-notice', noticed).findLast(({ input }) => productKey(input) === key)?.input;

/**
 * R-O3 (S42): the notices that a day brings: one for each product of an established order whose boards come within
 * seven working days and that is neither told nor paid. A date that moved makes the notice that stands again.
 */
export function dueNotices({ records, today }: Context): readonly object[] {
  return recordsOf(records, 'board-dates', board).flatMap(({ input: { boardDate, ...of } }) => {
    const key = productKey(of);
    if (boardDate < today || isPaid(records, key)) return [];
    const told = toldOf(records, key);
    if (told?.boardDate === boardDate) return [];
    if (told !== undefined) {
      const { payBy: _, revision: __, revisionReason: ___, ...kept } = told;
      return [{ ...kept, boardDate, revisionReason: '光板交期变动 | The board date has moved' }];
    }
    return firstNotice(records, of, boardDate);
  });
}

function firstNotice(
  records: readonly KnownRecord[],
  of: z.infer<typeof goods>,
  boardDate: string,
): readonly object[] {
  const order = recordsOf(records, 'po-acknowledgement', acknowledged).find(
    (one) => isSettled(one) && orderTerm(one.input) === orderTerm(of),
  )?.input;
  const lines = (order?.lines ?? []).filter(
    ({ product }) => productKey({ ...of, product }) === productKey(of),
  );
  const [line] = lines;
  if (order === undefined || line === undefined) return [];
  const { lines: _, ...whose } = order;
  return [{ ...whose, ...line, batch: 1, boardDate }];
}
