import { normalise } from './business/identity.ts';
import type { Company } from './company.ts';
import { nearest } from './ooxml/errors.ts';
import { fail, ok, type Problem, type Result } from './result.ts';

type Factory = Company['factories'][number];

/** R-O9 (S55): the factory of the profile that is named by id or name; one that it does not know is a mistake. */
export function factoryOf(
  { factory }: { readonly factory: string },
  company: Company,
): Result<Factory, Problem> {
  const formsOf = ({ id, name }: Factory): string[] => [id, name.zh, name.en];
  const found = company.factories.find((one) =>
    formsOf(one).some((form) => normalise(form) === normalise(factory)),
  );
  if (found) return ok(found);
  const guess = nearest(factory, company.factories.flatMap(formsOf));
  return fail({
    code: 'FACTORY_UNKNOWN',
    path: ['factory'],
    message: { zh: '公司资料中没有这家贴片厂', en: 'The company profile knows no such factory' },
    fix: {
      zh: guess ? `是否应为“${guess}”？` : '请填写公司资料中的贴片厂编号或名称',
      en: guess ? `Did you mean “${guess}”?` : 'Enter the id or name of a factory in the company profile',
    },
  });
}
