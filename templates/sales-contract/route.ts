import { compare, formatMoney } from '../../functions/core/business/money.ts';
import type { Company } from '../../functions/core/company.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed, type Text } from '../../functions/core/result.ts';
import type { Route, Step } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';
import { totalInCny } from './rules.ts';

type Approval = Pick<Step, 'id' | 'act' | 'title' | 'quorum'> & {
  readonly role: string;
  readonly reason: Text;
};

/** R-C2 (S97): exactly the threshold is the panel's unless the profile says otherwise. */
function isForPanel(request: Request, { threshold, atThreshold }: Company['contracts']): boolean {
  const order = compare(totalInCny(request), threshold);
  return order > 0 || (order === 0 && atThreshold === 'panel');
}

/** R-C1, R-C3 (S94, S96): whatever differs beside the four items, or is against the company, is counsel's first. */
function counselsReason({ changes, unfavourable }: Request): Text | undefined {
  if (changes !== undefined)
    return { zh: '四项以外有变动（S96）', en: 'Changed beside the four items (S96)' };
  return unfavourable ? { zh: '对公司不利（S96）', en: 'Unfavourable to the company (S96)' } : undefined;
}

function decider(request: Request, contracts: Company['contracts']): Approval {
  const { director, panel, panelQuorum, threshold } = contracts;
  const limit = formatMoney(threshold);
  return isForPanel(request, contracts)
    ? {
        id: 'panel',
        act: 'approve',
        role: panel,
        quorum: panelQuorum,
        title: { zh: '合同评审小组评审', en: 'Contract review panel' },
        reason: {
          zh: `超过 ${limit} 元，合同评审（S97）`,
          en: `Above ${limit} CNY: review panel (S97)`,
        },
      }
    : {
        id: 'director',
        act: 'sign',
        role: director,
        title: { zh: '营销部部长签字', en: 'Signature of the marketing director' },
        reason: { zh: `${limit} 元以内，签字认可（S97）`, en: `Up to ${limit} CNY: signature (S97)` },
      };
}

/** R-C1 to R-C3 (S94–S97): who decides inside the company, in this order, before the contract may leave the house. */
function approvals(request: Request, { contracts }: Company): readonly Approval[] {
  const reason = counselsReason(request);
  const counsel: Approval[] = reason
    ? [
        {
          id: 'counsel',
          act: 'approve',
          role: contracts.counsel,
          title: { zh: '法律顾问审核', en: 'Review by legal counsel' },
          reason,
        },
      ]
    : [];
  const review: Approval = {
    id: 'review',
    act: 'approve',
    role: contracts.reviewer,
    title: { zh: '合同审核', en: 'Review of the contract' },
    reason: { zh: '合同审核（S95）', en: 'Review of the contract (S95)' },
  };
  return [...counsel, review, decider(request, contracts)];
}

/** What has to be signed before the contract may leave the house. */
export const needsOf = (request: Request, company: Company): readonly Need[] =>
  approvals(request, company).map(({ role, reason }) => ({ code: `sign:${role}`, role, reason }));

/** S94–S98: counsel if it differs, review, director or panel, the customer, the company seal. */
export function route(request: Request, { company }: Context): Route {
  const { coordinator, days } = company.routing;
  const deadline = { days, escalateTo: coordinator };
  const inside = approvals(request, company).map(
    ({ role, quorum, ...step }): Step => ({
      ...step,
      parties: [{ role, ...(step.id === 'panel' && { each: true }) }],
      ...(quorum !== undefined && { quorum }),
      deadline,
    }),
  );
  const customer: Step = {
    id: 'customer',
    act: 'sign',
    title: { zh: '买方签字', en: 'Signature of the buyer' },
    parties: [{ external: 'buyer', nameField: 'buyerContact', emailField: 'email' }],
    deadline,
  };
  const seal: Step = {
    id: 'seal',
    act: 'seal',
    title: { zh: '加盖公章', en: 'Company seal' },
    parties: [{ role: company.contracts.sealKeeper }],
    reason: { zh: '合同用印（S95）', en: 'Seal of the contract (S95)' },
    deadline,
  };
  return {
    requester: allowed(applicantOf(request, company)).id,
    steps: [...inside, customer, seal],
    expiresOn: request.termTo,
    straddleSeal: company.contracts.straddleSeal,
  };
}
