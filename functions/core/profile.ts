import { decimal } from './business/money.ts';
import type { Company, Person } from './company.ts';
import { nearest } from './ooxml/errors.ts';
import { allowed, fail, ok, type Problem, type Result, type Text } from './result.ts';
import type { Route, Step } from './routing/route.ts';

const refusal = (code: string, field: string, message: Text, fix: Text): Result<never, Problem> =>
  fail({ code, path: [field], message, fix });

const sameText = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The person of the profile whom a request names by id, e-mail or name; nobody when two have that name. */
export function applicantOf(
  { applicant }: { readonly applicant: string },
  company: Company,
): Result<Person, Problem> {
  const formsOf = ({ id, email, name }: Person): string[] => [id, email, name.zh, name.en];
  const named = company.people.filter((person) => formsOf(person).some((form) => sameText(form, applicant)));
  const [person] = named;
  if (person && named.length === 1) return ok(person);
  const guess = nearest(applicant, company.people.flatMap(formsOf));
  return refusal(
    'APPLICANT_UNKNOWN',
    'applicant',
    { zh: '公司资料中没有这位人员', en: 'The company profile knows no such person' },
    {
      zh: guess ? `是否应为“${guess}”？` : '请填写公司资料中的人员编号、邮箱或姓名',
      en: guess
        ? `Did you mean “${guess}”?`
        : 'Enter the id, e-mail or name of a person in the company profile',
    },
  );
}

/** A route of the applicant's, its steps in turn, each with the deadline and escalation of the profile. */
export const inTurn = (
  request: { readonly applicant: string },
  company: Company,
  steps: readonly Omit<Step, 'deadline'>[],
): Route => {
  const { days, coordinator } = company.routing;
  return {
    requester: allowed(applicantOf(request, company)).id,
    steps: steps.map((step) => ({ ...step, deadline: { days, escalateTo: coordinator } })),
  };
};

const asFraction = (percent: string) => {
  const given = decimal(percent);
  return given.gte('1') ? given.div('100') : given;
};

/**
 * The tax rate on a day as a fraction: what the request says (13 or 0.13), else the first in force. The day is asked
 * for only when it matters: a rule that never reads a wrong date is still asked.
 */
export function taxRateOf(
  { taxRatePercent: given }: { readonly taxRatePercent?: string | undefined },
  onDay: () => string,
  company: Company,
): Result<string, Problem> {
  const wanted = given === undefined ? undefined : asFraction(given);
  const rates = company.taxRates.filter(({ rate }) => wanted === undefined || decimal(rate).eq(wanted));
  const refuse = (zh: string, en: string): Result<string, Problem> =>
    refusal(
      'TAX_RATE',
      'taxRatePercent',
      { zh, en },
      {
        zh: '请改用有效的税率，或留空用默认税率',
        en: 'Use a rate in force, or leave it blank for the default',
      },
    );
  if (rates.length === 0) return refuse('公司资料中没有这一税率', 'The company profile has no such tax rate');
  const day = onDay();
  const inForce = rates.find(({ from, to }) => from <= day && (to === undefined || day <= to));
  if (inForce) return ok(inForce.rate);
  return refuse(
    `公司资料中没有在 ${day} 有效的这一税率`,
    `The company profile has no such tax rate in force on ${day}`,
  );
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/** A rule of every kind whose request may name an e-mail address. */
export function emailForm({ email }: { readonly email?: string | undefined }): readonly Problem[] {
  if (email === undefined || EMAIL.test(email)) return [];
  return [
    {
      code: 'EMAIL_FORM',
      path: ['email'],
      message: { zh: '电子邮箱写法不对', en: 'This is not an e-mail address' },
      fix: { zh: '请写成 name@company.com', en: 'Write it like name@company.com' },
    },
  ];
}
