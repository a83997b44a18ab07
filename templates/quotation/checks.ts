import { decimal } from '../../functions/core/business/money.ts';
import { lockRefusal, specialRequestRefusal } from '../../functions/core/business/pricing.ts';
import type { Person } from '../../functions/core/company.ts';
import type { Context } from '../../functions/core/kind.ts';
import { nearest } from '../../functions/core/ooxml/errors.ts';
import type { Problem, Text } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

const problem = (code: string, field: string, zh: string, en: string, fix: Text): Problem => ({
  code,
  path: [field],
  message: { zh, en },
  fix,
});

const sameText = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The person of the profile whom a request names by id, e-mail or name; nobody when two have that name. */
export function applicantOf(request: Request, { company }: Context): Person | undefined {
  const named = company.people.filter(({ id, email, name }) =>
    [id, email, name.zh, name.en].some((form) => sameText(form, request.applicant)),
  );
  return named.length === 1 ? named[0] : undefined;
}

/** The tax rate as a fraction: what the request says (13 or 0.13), else the first in force on the day. */
export function taxRateOf(request: Request, { company }: Context, day: string): string | undefined {
  const inForce = company.taxRates.filter(({ from, to }) => from <= day && (to === undefined || day <= to));
  if (request.taxRatePercent === undefined) return inForce[0]?.rate;
  const given = decimal(request.taxRatePercent);
  const wanted = given.gte('1') ? given.div('100') : given;
  return inForce.find(({ rate }) => decimal(rate).eq(wanted))?.rate;
}

/** Everything about a request that is wrong whatever its prices are; all at once. */
export function headProblems(request: Request, context: Context, quoteDate: string): readonly Problem[] {
  return [
    ...dateProblems(request, context, quoteDate),
    ...applicantProblems(request, context),
    ...partnerProblems(request),
    ...boardProblems(request),
    ...freightProblems(request),
    ...taxProblems(request, context, quoteDate),
    ...specialProblems(request),
    ...revisionProblems(request),
  ];
}

function dateProblems({ quoteDate }: Request, { today }: Context, day: string): Problem[] {
  if (quoteDate === undefined || day <= today) return [];
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

function applicantProblems(request: Request, context: Context): Problem[] {
  const { company, at } = context;
  const person = applicantOf(request, context);
  if (person === undefined) {
    const forms = company.people.flatMap(({ id, email, name }) => [id, email, name.zh, name.en]);
    const guess = nearest(request.applicant, forms);
    return [
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
    ];
  }
  const { lock, lockRoles } = company.quoting;
  const since = lock && { since: Date.parse(lock.since) };
  const refusal = lockRefusal(since, person.roles, at, lockRoles);
  return refusal ? [{ ...refusal, path: ['applicant'] }] : [];
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

function partnerProblems({ email }: Request): Problem[] {
  if (email === undefined || EMAIL.test(email)) return [];
  return [
    problem('EMAIL_FORM', 'email', '电子邮箱写法不对', 'This is not an e-mail address', {
      zh: '请写成 name@company.com',
      en: 'Write it like name@company.com',
    }),
  ];
}

/** S62, S63. */
function boardProblems({ subBoardConfirmed, materialsAdded, materialsContent }: Request): Problem[] {
  const found: Problem[] = [];
  if (!subBoardConfirmed)
    found.push(
      problem(
        'SUB_BOARD_NOT_CONFIRMED',
        'subBoardConfirmed',
        '副板批量尚未确认，不能正式报价',
        'The sub-board batch is not confirmed: no formal quotation yet',
        { zh: '请先确认副板批量，再填“是”', en: 'Have the sub-board batch confirmed first, then enter yes' },
      ),
    );
  if (materialsAdded && materialsContent === undefined)
    found.push(
      problem(
        'MATERIALS_CONTENT_MISSING',
        'materialsContent',
        '有增加物料，但没有写明内容',
        'Materials were added, but not which',
        { zh: '请写明增加了哪些物料', en: 'Say which materials were added' },
      ),
    );
  if (!materialsAdded && materialsContent !== undefined)
    found.push(
      problem(
        'MATERIALS_CONTRADICTION',
        'materialsAdded',
        '写了增加物料的内容，却选了“否”',
        'Added materials are listed, but the answer is no',
        { zh: '请改选“是”，或删去内容', en: 'Change the answer to yes, or take the list out' },
      ),
    );
  return found;
}

/** S67. */
function freightProblems({ freightAdded, freight }: Request): Problem[] {
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

function taxProblems(request: Request, context: Context, day: string): Problem[] {
  if (taxRateOf(request, context, day) !== undefined) return [];
  return [
    problem(
      'TAX_RATE',
      'taxRatePercent',
      `公司资料中没有在 ${day} 有效的这一税率`,
      `The company profile has no such tax rate in force on ${day}`,
      {
        zh: '请改用有效的税率，或留空用默认税率',
        en: 'Use a rate in force, or leave it blank for the default',
      },
    ),
  ];
}

/** R-Q6 (S91). */
function specialProblems({ special, specialReason }: Request): Problem[] {
  const refusal = specialRequestRefusal(special, specialReason);
  return refusal ? [{ ...refusal, path: ['specialReason'] }] : [];
}

/** R-Q8 (S68). */
function revisionProblems({ revision, revisionReason }: Request): Problem[] {
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
