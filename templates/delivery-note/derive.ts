import { formatMoney, lineAmount, totalPieces } from '../../functions/core/business/money.ts';
import { amountInWords, currencyOf, languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import { type Company, whoHas } from '../../functions/core/company.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import { COLUMNS, PRICED } from './columns.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { needsOf } from './route.ts';
import { hasPrices, totalOf } from './rules.ts';

const zh = (text: string | undefined): string => languages(text ?? '').zh;

/** S57: each copy has its department; colours are custom, the label says which it is. */
const COPIES = [
  { label: '第一联 存根', holder: '商务（白）' },
  { label: '第二联 客户', holder: '收货单位（红）' },
  { label: '第三联 回单', holder: '签收后交回商务（黄）' },
  { label: '第四联 仓库', holder: '贴片厂仓库（绿）' },
] as const;

/** Copies, lines and totals of a note that has passed its rules. */
export function derive(request: Request, { company }: Context): Derived<Printed> {
  const total = totalOf(request);
  const money = currencyOf(request.currency);
  const isPriced = hasPrices(request);
  return {
    data: {
      shipDate: request.shipDate,
      ...partiesOf(request, company),
      copies: COPIES,
      lines: request.lines.map(printLine),
      totalPieces: totalPieces(request.lines.map(({ quantity }) => quantity)),
      totalCartons: String(request.lines.reduce((all, { cartons = 0 }) => all + cartons, 0)),
      hasPrices: isPriced,
      currency: money,
      totalFigure: `${money.symbol}${formatMoney(total)}`,
      totalInWords: amountInWords(total, request.currency).zh,
    },
    ...(isPriced && { amount: total, currency: request.currency }),
    needs: needsOf(company),
  };
}

function partiesOf(request: Request, company: Company) {
  const factory = allowed(factoryOf(request, company));
  const [person] = whoHas(company, factory.bom.role);
  return {
    factory: factory.name.zh,
    revisionReason: zh(request.revisionReason),
    customer: zh(request.customerName),
    consignee: {
      name: zh(request.consignee),
      address: zh(request.consigneeAddress),
      receiver: request.receiver,
      phone: request.receiverPhone,
    },
    authorizationNo: request.authorizationNo ?? '',
    clerk: allowed(applicantOf(request, company)).name.zh,
    carrier: request.carrier ?? '',
    vehicle: request.vehicle ?? '',
    bom: {
      version: request.bom ?? '',
      action: factory.bom.action === 'fill' ? '填写' : '核对',
      person: person?.name.zh ?? '',
    },
    note: zh(request.note),
  };
}

function printLine(line: Request['lines'][number]) {
  const spec = zh(line.spec);
  const goods = spec === '' ? zh(line.name) : `${zh(line.name)}\n${spec}`;
  const note = zh(line.note);
  const unitPrice = line.unitPrice ?? '0';
  return {
    poNo: line.poNo,
    product: line.product,
    goods,
    unit: zh(line.unit),
    quantity: line.quantity,
    cartons: line.cartons === undefined ? '' : String(line.cartons),
    unitPrice,
    amount: lineAmount(line.quantity, unitPrice),
    note,
    tall: linesOfRow([
      [line.poNo, COLUMNS.poNo],
      [line.product, COLUMNS.product],
      [goods, PRICED.goods],
      [note, COLUMNS.note],
    ]),
  };
}
