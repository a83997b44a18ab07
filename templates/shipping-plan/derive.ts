import { totalPieces } from '../../functions/core/business/money.ts';
import { languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import { COLUMNS } from './columns.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';
import { paidPieces } from './rules.ts';

const zh = (text: string | undefined): string => languages(text ?? '').zh;

/** The plan with what is paid of each product. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const { name, phone } = allowed(applicantOf(request, context.company));
  return {
    data: {
      shipDate: request.shipDate,
      date: context.today,
      merchandiser: { name: name.zh, phone: phone ?? context.company.phone },
      earlyReason: zh(request.earlyReason),
      revisionReason: zh(request.revisionReason),
      note: zh(request.note),
      lines: request.lines.map((line) => printLine(line, context)),
      totalPieces: totalPieces(request.lines.map(({ quantity }) => quantity)),
    },
    validUntil: request.shipDate,
    needs: [],
  };
}

function printLine(line: Request['lines'][number], context: Context) {
  const { factory } = line;
  const printed = {
    customer: zh(line.customerName),
    poNo: line.poNo,
    product: line.product,
    name: zh(line.name),
    quantity: line.quantity,
    paid: paidPieces(line, context),
    requiredDate: line.requiredDate ?? '',
    factory: factory === undefined ? '' : allowed(factoryOf({ factory }, context.company)).name.zh,
    note: zh(line.note),
  };
  const tall = linesOfRow([
    [printed.customer, COLUMNS.customer],
    [printed.poNo, COLUMNS.poNo],
    [printed.product, COLUMNS.product],
    [printed.name, COLUMNS.name],
    [printed.note, COLUMNS.note],
  ]);
  return { ...printed, tall };
}
