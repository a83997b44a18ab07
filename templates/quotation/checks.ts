import { addDays, formatDateEn, formatDateZh } from '../../functions/core/business/dates.ts';
import { decimal } from '../../functions/core/business/money.ts';
import { isExpired, lockRefusal, specialRequestRefusal } from '../../functions/core/business/pricing.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm, taxRateOf as taxRateOn } from '../../functions/core/profile.ts';
import { type Problem, type Result, refusalOf, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

const problem = (code: string, field: string, zh: string, en: string, fix: Text): Problem => ({
  code,
  path: [field],
  message: { zh, en },
  fix,
});

/** The day of the quotation in Shanghai. */
export const dayOf = ({ quoteDate }: Request, { today }: Context): string => quoteDate ?? today;

/** The tax rate as a fraction, on the day of the quotation. */
export const taxRateOf = (request: Request, context: Context): Result<string, Problem> =>
  taxRateOn(request, () => dayOf(request, context), context.company);

function dateNotAhead({ quoteDate: day }: Request, { today }: Context): Problem[] {
  if (day === undefined || day <= today) return [];
  return [
    problem(
      'QUOTE_DATE_AHEAD',
      'quoteDate',
      `报价日期 ${day} 还没有到`,
      `The quotation date ${day} is in the future`,
      {
        zh: '请改为今天，或留空',
        en: 'Use today, or leave it blank',
      },
    ),
  ];
}

/** R-Q2 (S87): nothing goes out that has already run out, above all no price of another day. */
export function expiry(request: Request, validUntil: string, { at }: Context): Problem[] {
  if (!isExpired(validUntil, at)) return [];
  return [
    problem(
      'QUOTE_EXPIRED',
      request.quoteDate === undefined ? 'validDays' : 'quoteDate',
      `这份报价在 ${formatDateZh(validUntil)} 就已过期`,
      `This quotation has run out on ${formatDateEn(validUntil)} already`,
      {
        zh: '请把报价日期改为今天或留空，按今天的价格重新报价',
        en: 'Use today as the date, or leave it blank, and quote at the prices of today',
      },
    ),
  ];
}

/** Last day of a quotation without day prices. */
export const lastDayOf = (request: Request, context: Context): string =>
  addDays(dayOf(request, context), request.validDays ?? context.company.quoting.validDays);

const stillValid = (request: Request, context: Context): Problem[] =>
  expiry(request, lastDayOf(request, context), context);

/** R-Q7 (S93). */
function applicantMayQuote(request: Request, context: Context): readonly Problem[] {
  const applicant = applicantOf(request, context.company);
  if (!applicant.ok) return refusalOf(applicant);
  const { lock, lockRoles } = context.company.quoting;
  const since = lock && { since: Date.parse(lock.since) };
  const refusal = lockRefusal(since, applicant.value.roles, context.at, lockRoles);
  return refusal ? [{ ...refusal, path: ['applicant'] }] : [];
}

/** S62. */
function subBoardConfirmed(request: Request): Problem[] {
  if (request.subBoardConfirmed) return [];
  return [
    problem(
      'SUB_BOARD_NOT_CONFIRMED',
      'subBoardConfirmed',
      '副板批量尚未确认，不能正式报价',
      'The sub-board batch is not confirmed: no formal quotation yet',
      { zh: '请先确认副板批量，再填“是”', en: 'Have the sub-board batch confirmed first, then enter yes' },
    ),
  ];
}

/** S63. */
function materialsGiven({ materialsAdded, materialsContent }: Request): Problem[] {
  if (materialsAdded === (materialsContent !== undefined)) return [];
  return materialsAdded
    ? [
        problem(
          'MATERIALS_CONTENT_MISSING',
          'materialsContent',
          '有增加物料，但没有写明内容',
          'Materials were added, but not which',
          { zh: '请写明增加了哪些物料', en: 'Say which materials were added' },
        ),
      ]
    : [
        problem(
          'MATERIALS_CONTRADICTION',
          'materialsAdded',
          '写了增加物料的内容，却选了“否”',
          'Added materials are listed, but the answer is no',
          { zh: '请改选“是”，或删去内容', en: 'Change the answer to yes, or take the list out' },
        ),
      ];
}

/** S67. */
function freightGiven({ freightAdded, freight }: Request): Problem[] {
  const hasAmount = freight !== undefined && decimal(freight).gt('0');
  if (freightAdded === hasAmount) return [];
  return freightAdded
    ? [
        problem(
          'FREIGHT_MISSING',
          'freight',
          '要加运费，但没有填写金额',
          'Freight is added, but no amount given',
          {
            zh: '请填写运费金额',
            en: 'Enter the amount of the freight',
          },
        ),
      ]
    : [
        problem(
          'FREIGHT_CONTRADICTION',
          'freightAdded',
          '填写了运费金额，却选了不加运费',
          'An amount of freight is given, but the answer is no',
          { zh: '请改选“是”，或删去金额', en: 'Change the answer to yes, or take the amount out' },
        ),
      ];
}

/** R-Q6 (S91). */
function specialHasReason({ special, specialReason }: Request): Problem[] {
  const refusal = specialRequestRefusal(special, specialReason);
  return refusal ? [{ ...refusal, path: ['specialReason'] }] : [];
}

/** R-Q8 (S68). */
function revisionHasReason({ revision, revisionReason }: Request): Problem[] {
  if (revision === 0 || revisionReason !== undefined) return [];
  return [
    problem(
      'REVISION_REASON_MISSING',
      'revisionReason',
      '修订报价须写明原因',
      'A revision needs its reason',
      {
        zh: '请填写修订原因，如“客户要求降价”',
        en: 'Enter the reason, such as “price change asked by the customer”',
      },
    ),
  ];
}

/** Everything that must hold of a request whatever its prices are. */
export const headRules: readonly Rule<Request>[] = [
  dateNotAhead,
  stillValid,
  applicantMayQuote,
  emailForm,
  subBoardConfirmed,
  materialsGiven,
  freightGiven,
  (request, context) => refusalOf(taxRateOf(request, context)),
  specialHasReason,
  revisionHasReason,
];
