import type { Company } from '../company.ts';
import type { Text } from '../result.ts';

/** First half of a need's code; `{role}` is the role's title. */
const NEEDS: Readonly<Record<string, Text>> = {
  sign: { zh: '待{role}签字', en: 'Signature: {role}' },
  approve: { zh: '待{role}批准', en: 'Approval: {role}' },
  fill: { zh: '待{role}填写', en: 'To be filled: {role}' },
  seal: { zh: '待{role}盖章', en: 'Seal: {role}' },
  acknowledge: { zh: '待{role}签收', en: 'Receipt: {role}' },
};

/** People outside the company: `sign:external:buyer`. */
const PARTIES: Readonly<Record<string, Text>> = { buyer: { zh: '买方', en: 'Buyer' } };

/** What a need's code means to a person: `sign:department_head` → 待部门主管签字. */
export const needText = (code: string, company: Pick<Company, 'roles'> | undefined): Text => {
  const [what = '', role = '', party = ''] = code.split(':', 3);
  const words = NEEDS[what];
  if (words === undefined) return { zh: code, en: code };
  const plain = role.replaceAll('_', ' ');
  const outside = PARTIES[party] ?? { zh: party, en: party };
  const title = role === 'external' ? outside : (company?.roles[role]?.title ?? { zh: plain, en: plain });
  return { zh: words.zh.replace('{role}', title.zh), en: words.en.replace('{role}', title.en) };
};
