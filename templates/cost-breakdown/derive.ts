import { decimalsOf, formatMoney, lineAmount, sum } from '../../functions/core/business/money.ts';
import { isPositive, revisionHasReason, totalFitsWords } from '../../functions/core/business/trade-rules.ts';
import { currencyOf, languages } from '../../functions/core/business/words.ts';
import type { Context, Derived, Rule } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed, type Problem, refusalOf, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';
import type { Printed } from './prints.ts';

const BOARDS: Readonly<Record<Request['lines'][number]['board'], Text>> = {
  main: { zh: '主板', en: 'Main board' },
  sub: { zh: '副板', en: 'Sub-board' },
};

/** Cost of a set, two decimals; of one board, or of both. */
const totalOf = ({ lines }: Pick<Request, 'lines'>, board?: keyof typeof BOARDS): string =>
  sum(
    lines
      .filter((line) => board === undefined || line.board === board)
      .map(({ usage, unitCost }) => lineAmount(usage, unitCost)),
  );

/** Costs and their sums. No amount for the register: a figure there would be one that others see (S65). */
export function derive(request: Request, { company, today }: Context): Derived<Printed> {
  const { name } = allowed(applicantOf(request, company));
  return {
    data: {
      costingNo: request.costingNo,
      requestNo: request.requestNo,
      date: today,
      customer: languages(request.customerName),
      product: request.product,
      purchaser: name,
      currency: currencyOf(request.currency),
      revisionReason: request.revisionReason === undefined ? null : languages(request.revisionReason),
      note: request.note === undefined ? null : languages(request.note),
      lines: request.lines.map((line) => ({
        board: BOARDS[line.board],
        material: line.material,
        spec: languages(line.spec ?? ''),
        usage: line.usage,
        unitCost: formatMoney(line.unitCost, Math.max(2, decimalsOf(line.unitCost))),
        cost: lineAmount(line.usage, line.unitCost),
        note: languages(line.note ?? ''),
      })),
      mainTotal: totalOf(request, 'main'),
      subTotal: totalOf(request, 'sub'),
      total: totalOf(request),
    },
    needs: [],
  };
}

/** S65: without readers it would be a document that nobody may see. */
const hasReaders = (_: Request, { company }: Context): readonly Problem[] =>
  company.access.costs.length > 0
    ? []
    : [
        {
          code: 'COST_READERS_MISSING',
          message: {
            zh: '公司资料没有写明谁可以看成本核算明细（access.costs）',
            en: 'The company profile does not say who may see cost breakdowns (access.costs)',
          },
          fix: {
            zh: '请在公司资料的 access.costs 中写上角色',
            en: 'Name the roles under access.costs of the company profile',
          },
        },
      ];

/** S64–S65. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  hasReaders,
  revisionHasReason,
  { each: 'lines', rule: ({ unitCost }) => isPositive('unitCost', unitCost) },
  { each: 'lines', rule: ({ usage }) => isPositive('usage', usage) },
  (request) => totalFitsWords(totalOf(request)),
];
