import { checkCreditCode } from '../../functions/core/business/identity.ts';
import { compare, convert, lineAmount, sum } from '../../functions/core/business/money.ts';
import { isPositive, revisionHasReason, totalFitsWords } from '../../functions/core/business/trade-rules.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm, taxRateOf } from '../../functions/core/profile.ts';
import { type Problem, refusalOf, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

const problem = (code: string, field: string, message: Text, fix: Text): Problem => ({
  code,
  path: [field],
  message,
  fix,
});

/** The day of the contract in Shanghai. */
export const dayOf = ({ signDate }: Request, { today }: Context): string => signDate ?? today;

/** Tax-inclusive total of the goods, two decimals. */
const totalOf = ({ lines }: Request): string =>
  sum(lines.map(({ quantity, unitPrice }) => lineAmount(quantity, unitPrice)));

/** R-C2 (S97): the total by which the approval is chosen, in CNY at the rate that the application states. */
export const totalInCny = (request: Request): string =>
  request.currency === 'CNY'
    ? totalOf(request)
    : convert(totalOf(request), { value: request.exchangeRate ?? '1', per: '1' });

/** S7: a contract needs a term, and one that has run out binds nobody. */
function termAhead(request: Request, context: Context): readonly Problem[] {
  if (request.termTo >= dayOf(request, context)) return [];
  return [
    problem(
      'TERM_BEFORE_START',
      'termTo',
      { zh: '合同期限早于签订日期', en: 'The term ends before the date of the contract' },
      { zh: '请核对合同期限和签订日期', en: 'Check the term and the date of the contract' },
    ),
  ];
}

/** Of a Chinese buyer only: what has no form of a credit code is the registration number of a foreign one. */
function creditCodeForm({ buyerCreditCode: code }: Request): readonly Problem[] {
  if (code.replaceAll(/[\s-]/g, '').length !== 18) return [];
  const checked = checkCreditCode(code);
  return checked.status === 'invalid' ? [{ ...checked.problem, path: ['buyerCreditCode'] }] : [];
}

function rateGiven({ currency, exchangeRate }: Request): readonly Problem[] {
  const isGiven = exchangeRate !== undefined && compare(exchangeRate, '0') > 0;
  if ((currency === 'CNY') !== isGiven) return [];
  return currency === 'CNY'
    ? [
        problem(
          'RATE_OF_CNY',
          'exchangeRate',
          { zh: '人民币合同不需要汇率', en: 'A contract in CNY has no exchange rate' },
          { zh: '请改选外币，或删去汇率', en: 'Choose the foreign currency, or take the rate out' },
        ),
      ]
    : [
        problem(
          'RATE_MISSING',
          'exchangeRate',
          { zh: '外币合同没有填写折人民币汇率', en: 'A contract in foreign currency needs the rate to CNY' },
          { zh: '请填写当天的中间价，如 7.12', en: 'Enter the middle rate of the day, such as 7.12' },
        ),
      ];
}

const MOST_DEPOSIT = '20';

/** Civil Code, article 586: what exceeds a fifth of the price is no deposit. */
function depositByLaw({ depositPercent }: Request): readonly Problem[] {
  if (depositPercent === undefined || compare(depositPercent, MOST_DEPOSIT) <= 0) return [];
  return [
    problem(
      'DEPOSIT_TOO_BIG',
      'depositPercent',
      {
        zh: '定金超过合同金额的 20%，超过部分没有定金效力（民法典第 586 条）',
        en: 'The deposit exceeds 20 % of the total; the excess is no deposit by law (Civil Code, art. 586)',
      },
      {
        zh: '请改为不超过 20，其余写在“付款情况”中作预付款',
        en: 'Enter at most 20 and write the rest as an advance payment under “Payment”',
      },
    ),
  ];
}

/** S6–S7, S94 and what the law asks of a contract. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  (request, context) => refusalOf(taxRateOf(request, () => dayOf(request, context), context.company)),
  termAhead,
  creditCodeForm,
  emailForm,
  rateGiven,
  depositByLaw,
  revisionHasReason,
  { each: 'lines', rule: ({ unitPrice }) => isPositive('unitPrice', unitPrice) },
  (request) => totalFitsWords(totalOf(request)),
];
