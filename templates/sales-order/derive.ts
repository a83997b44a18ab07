import { formatMoney, lineAmount, totalPieces } from '../../functions/core/business/money.ts';
import { amountInWords, currencyOf, languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import type { Company } from '../../functions/core/company.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import { COLUMNS } from './columns.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';
import { totalOf } from './rules.ts';

/** The order is internal: it prints the Chinese of what was given in two languages. */
const zh = (text: string | undefined): string => languages(text ?? '').zh;

/** Lines, total and words of a sales order that has passed its rules. */
export function derive(request: Request, { company, today }: Context): Derived<Printed> {
  const total = totalOf(request);
  const money = currencyOf(request.currency);
  const { name, phone } = allowed(applicantOf(request, company));
  return {
    data: {
      poNo: request.poNo,
      poDate: request.poDate,
      orderDate: today,
      revisionReason: zh(request.revisionReason),
      customer: {
        name: zh(request.customerName),
        contact: zh(request.contact),
        phone: request.phone ?? '',
      },
      merchandiser: { name: name.zh, phone: phone ?? company.phone },
      currency: money,
      paymentTerms: zh(request.paymentTerms),
      ...placesOf(request),
      note: zh(request.note),
      copies: copiesOf(company, name.zh),
      lines: request.lines.map(printLine),
      totalPieces: totalPieces(request.lines.map(({ quantity }) => quantity)),
      total,
      totalFigure: `${money.symbol}${formatMoney(total)}`,
      totalInWords: amountInWords(total, request.currency).zh,
    },
    amount: total,
    currency: request.currency,
    needs: needsOf(company),
  };
}

const placesOf = (request: Request) => ({
  consignee: {
    name: zh(request.consignee),
    address: zh(request.consigneeAddress),
    receiver: request.receiver ?? '',
    phone: request.receiverPhone ?? '',
  },
  bom: {
    main: request.mainBoardBom ?? '',
    sub: request.subBoardBom ?? '',
    note: request.bomNote ?? '',
    isFilled: request.mainBoardBom !== undefined || request.subBoardBom !== undefined,
  },
});

/** S40: one for the PMC clerk, who signs for it, one for the commercial archive, one for the merchandiser. */
function copiesOf({ roles, orders }: Company, merchandiser: string) {
  const title = (role: string): string => roles[role]?.title.zh ?? role;
  return [
    { label: '第一联 生产', holder: `${title(orders.receiver)}（签收）` },
    { label: '第二联 存档', holder: title(orders.archivist) },
    { label: '第三联 自留', holder: `跟单 ${merchandiser}` },
  ];
}

function printLine(line: Request['lines'][number]) {
  const spec = zh(line.spec);
  const goods = spec === '' ? zh(line.name) : `${zh(line.name)}\n${spec}`;
  const note = zh(line.note);
  return {
    product: line.product,
    goods,
    unit: zh(line.unit),
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    amount: lineAmount(line.quantity, line.unitPrice),
    deliveryDate: line.deliveryDate,
    note,
    tall: linesOfRow([
      [line.product, COLUMNS.product],
      [goods, COLUMNS.goods],
      [note, COLUMNS.note],
    ]),
  };
}
