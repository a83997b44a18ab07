import { checkResidentId, isLandline, isMobile } from '../../functions/core/business/identity.ts';
import { notBefore, revisionHasReason } from '../../functions/core/business/trade-rules.ts';
import type { Context, Rule } from '../../functions/core/kind.ts';
import { applicantOf, emailForm } from '../../functions/core/profile.ts';
import { type Problem, refusalOf } from '../../functions/core/result.ts';
import type { Request } from './input.ts';

/** R-O6 (S50): the number of an identity card has to be right in itself; an odd age is for people to look at. */
function identity({ idType, idNumber }: Request, { today }: Context): readonly Problem[] {
  if (idType !== 'id-card') return [];
  const checked = checkResidentId(idNumber, today);
  return checked.status === 'invalid' ? [{ ...checked.problem, path: ['idNumber'] }] : [];
}

function phoneForm({ receiverPhone }: Request): readonly Problem[] {
  const plain = receiverPhone
    .normalize('NFKC')
    .replaceAll(/[\s-]/g, '')
    .replace(/^\+?86/, '');
  if (isMobile(plain) || isLandline(plain) || /^\+\d{8,15}$/.test(receiverPhone.replaceAll(/[\s-]/g, '')))
    return [];
  return [
    {
      code: 'PHONE_FORM',
      path: ['receiverPhone'],
      message: { zh: '收货人电话写法不对', en: 'This is not a phone number' },
      fix: { zh: '请写成 13800138000 或 0755-12345678', en: 'Write it like 13800138000 or 0755-12345678' },
    },
  ];
}

/** S49–S50: who receives what, where, and that it can be checked. */
export const rules: readonly Rule<Request>[] = [
  (request, { company }) => refusalOf(applicantOf(request, company)),
  emailForm,
  revisionHasReason,
  identity,
  phoneForm,
  ({ validTo, validFrom }) =>
    notBefore('validTo', validTo, validFrom, { zh: '授权起始日', en: 'the first day' }),
  ({ validTo }, { today }) => notBefore('validTo', validTo, today, { zh: '今天', en: 'today' }),
];
