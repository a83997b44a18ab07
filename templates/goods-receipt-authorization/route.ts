import type { Company } from '../../functions/core/company.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed, type Text } from '../../functions/core/result.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

const CHECKED: Text = {
  zh: '核对收货单位、地址和收货人（S48–S50）',
  en: 'Consignee, address and receiver are checked (S48–S50)',
};

/** What has to be there before the letter goes to the customer. */
export const needsOf = ({ orders }: Company): readonly Need[] => [
  { code: `sign:${orders.supervisor}`, role: orders.supervisor, reason: CHECKED },
];

/** S49: checked inside, signed by the customer, taken into the register by the archivist. */
export function route(request: Request, { company }: Context): Route {
  const { orders, routing } = company;
  const deadline = { days: routing.days, escalateTo: routing.coordinator };
  return {
    requester: allowed(applicantOf(request, company)).id,
    expiresOn: request.validTo,
    steps: [
      {
        id: 'check',
        act: 'approve',
        title: { zh: '商务核对', en: 'Check by the commercial supervisor' },
        parties: [{ role: orders.supervisor }],
        reason: CHECKED,
        deadline,
      },
      {
        id: 'customer',
        act: 'sign',
        title: { zh: '授权单位签字盖章', en: 'Signature of the customer' },
        parties: [{ external: 'customer', nameField: 'signer', emailField: 'email' }],
        deadline,
      },
      {
        id: 'register',
        act: 'acknowledge',
        title: { zh: '登记存档', en: 'Taken into the register' },
        parties: [{ role: orders.archivist }],
        deadline,
      },
    ],
  };
}
