import { addDays, formatDateEn, formatDateZh } from '../../functions/core/business/dates.ts';
import { decimal } from '../../functions/core/business/money.ts';
import { isExpired, lockRefusal, specialRequestRefusal } from '../../functions/core/business/pricing.ts';
import type { Person } from '../../functions/core/company.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { nearest } from '../../functions/core/ooxml/errors.ts';
import { fail, ok, type Problem, type Result, refusalOf, type Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

const problem = (code: string, field: string, zh: string, en: string, fix: Text): Problem => ({
  code,
  path: [field],
  message: { zh, en },
  fix,
});

/** The day of the quotation in Shanghai. */
export const dayOf = ({ quoteDate }: Request, { today }: Context): string => quoteDate ?? today;

const sameText = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The person of the profile whom a request names by id, e-mail or name; nobody when two have that name. */
export function applicantOf({ applicant }: Request, { company }: Context): Result<Person, Problem> {
  const formsOf = ({ id, email, name }: Person): string[] => [id, email, name.zh, name.en];
  const named = company.people.filter((person) => formsOf(person).some((form) => sameText(form, applicant)));
  const [person] = named;
  if (person && named.length === 1) return ok(person);
  const guess = nearest(applicant, company.people.flatMap(formsOf));
  return fail(
    problem(
      'APPLICANT_UNKNOWN',
      'applicant',
      '公司资料中没有这位报价人',
      'The company profile knows no such person',
      {
        zh: guess ? `是否应为“${guess}”？` : '请填写公司资料中的人员编号、邮箱或姓名',
        en: guess
          ? `Did you mean “${guess}”?`
          : 'Enter the id, e-mail or name of a person in the company profile',
      },
    ),
  );
}

const asFraction = (percent: string) => {
  const given = decimal(percent);
  return given.gte('1') ? given.div('100') : given;
};

/** The tax rate as a fraction: what the request says (13 or 0.13), else the first in force on the day. */
export function taxRateOf(request: Request, context: Context): Result<string, Problem> {
  const { taxRatePercent: given } = request;
  const wanted = given === undefined ? undefined : asFraction(given);
  const rates = context.company.taxRates.filter(
    ({ rate }) => wanted === undefined || decimal(rate).eq(wanted),
  );
  const refuse = (zh: string, en: string): Result<string, Problem> =>
    fail(
      problem('TAX_RATE', 'taxRatePercent', zh, en, {
        zh: '请改用有效的税率，或留空用默认税率',
        en: 'Use a rate in force, or leave it blank for the default',
      }),
    );
  if (rates.length === 0) return refuse('公司资料中没有这一税率', 'The company profile has no such tax rate');
  const day = dayOf(request, context);
  const inForce = rates.find(({ from, to }) => from <= day && (to === undefined || day <= to));
  if (inForce) return ok(inForce.rate);
  return refuse(
    `公司资料中没有在 ${day} 有效的这一税率`,
    `The company profile has no such tax rate in force on ${day}`,
  );
}

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
  const applicant = applicantOf(request, context);
  if (!applicant.ok) return refusalOf(applicant);
  const { lock, lockRoles } = context.company.quoting;
  const since = lock && { since: Date.parse(lock.since) };
  const refusal = lockRefusal(since, applicant.value.roles, context.at, lockRoles);
  return refusal ? [{ ...refusal, path: ['applicant'] }] : [];
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

function emailForm({ email }: Request): Problem[] {
  if (email === undefined || EMAIL.test(email)) return [];
  return [
    problem('EMAIL_FORM', 'email', '电子邮箱写法不对', 'This is not an e-mail address', {
      zh: '请写成 name@company.com',
      en: 'Write it like name@company.com',
    }),
  ];
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
