import { z } from 'zod';
import { totalPieces } from '../../functions/core/business/money.ts';
import { languages } from '../../functions/core/business/words.ts';
import { linesOfRow } from '../../functions/core/business/wrap.ts';
import type { Summary } from '../../functions/core/charts/chart.ts';
import { factoryOf } from '../../functions/core/factories.ts';
import { millisOf } from '../../functions/core/instant.ts';
import type { Context, Derived } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { recordsOf } from '../../functions/core/records.ts';
import type { Text } from '../../functions/core/result.ts';
import { COLUMNS } from './columns.ts';
import type { Request } from './kind.ts';
import type { Printed } from './prints.ts';

const plan = z.object({
  shipDate: z.string(),
  applicant: z.string(),
  lines: z.array(
    z.object({
      customerName: z.string(),
      poNo: z.string(),
      product: z.string(),
      name: z.string(),
      quantity: z.string(),
      requiredDate: z.string().optional(),
      factory: z.string().optional(),
    }),
  ),
});

type Line = z.infer<typeof plan>['lines'][number];

/** R-O8: every plan for the day, those that came after the hour of the merge marked as late. */
export function derive(request: Request, context: Context): Derived<Printed> {
  const cutOff = context.company.orders.times.merge;
  const latest = millisOf(`${request.mergedOn}T${cutOff}:00+08:00`);
  const plans = recordsOf(context.records, 'shipping-plan', plan)
    .filter(({ input }) => input.shipDate === request.shipDate)
    .map(({ input, at }) => ({ ...input, isLate: at > latest }));
  const lines = plans.flatMap(({ applicant, isLate, lines: own }) => {
    const person = applicantOf({ applicant }, context.company);
    const merchandiser = person.ok ? person.value.name.zh : applicant;
    return own.map((line) => printLine(line, merchandiser, isLate ? '迟交' : '', context));
  });
  const late = plans.filter(({ isLate }) => isLate).length;
  return {
    summary: summaryOf(request.shipDate, lines, plans.length, late),
    data: {
      shipDate: request.shipDate,
      mergedOn: request.mergedOn,
      cutOff,
      lines,
      plans: plans.length,
      latePlans: late,
      totalPieces: totalPieces(lines.map(({ quantity }) => quantity)),
      revisionReason: languages(request.revisionReason ?? '').zh,
    },
    validUntil: request.shipDate,
    needs: [],
  };
}

const PLANNED: Text = { zh: '计划', en: 'Planned' };
const PIECES: Text = { zh: '件', en: 'pieces' };
const UNNAMED = '—';

function summaryOf(
  day: string,
  lines: readonly { readonly factory: string; readonly quantity: string }[],
  plans: number,
  late: number,
): Summary {
  const total = totalPieces(lines.map(({ quantity }) => quantity));
  const factories = [...new Set(lines.map(({ factory }) => factory))];
  const of = (factory: string): number =>
    Number(totalPieces(lines.filter((one) => one.factory === factory).map(({ quantity }) => quantity)));
  return {
    label: day,
    unit: PIECES,
    figures: [
      { label: PLANNED, value: Number(total).toLocaleString('en-US') },
      { label: { zh: '行数', en: 'Lines' }, value: String(lines.length) },
      { label: { zh: '计划份数', en: 'Plans' }, value: String(plans) },
      { label: { zh: '迟交', en: 'Late' }, value: String(late) },
    ],
    chart: {
      title: { zh: `${day} 各工厂计划出货`, en: `${day}: planned by factory` },
      unit: PIECES,
      labels: factories.map((factory) => factory || UNNAMED),
      series: [{ name: PLANNED, values: factories.map(of) }],
    },
    trend: [{ name: PLANNED, value: Number(total) }],
  };
}

function printLine(line: Line, merchandiser: string, mark: string, { company }: Context) {
  const factory = line.factory === undefined ? undefined : factoryOf({ factory: line.factory }, company);
  const printed = {
    merchandiser,
    customer: languages(line.customerName).zh,
    poNo: line.poNo,
    product: line.product,
    name: languages(line.name).zh,
    quantity: line.quantity,
    requiredDate: line.requiredDate ?? '',
    factory: factory?.ok ? factory.value.name.zh : (line.factory ?? ''),
    mark,
  };
  const tall = linesOfRow([
    [printed.customer, COLUMNS.customer],
    [printed.poNo, COLUMNS.poNo],
    [printed.product, COLUMNS.product],
    [printed.name, COLUMNS.name],
  ]);
  return { ...printed, tall };
}
