import type { Context, Derived, Need } from '../../functions/core/kind.ts';
import { applicantOf } from '../../functions/core/profile.ts';
import { allowed } from '../../functions/core/result.ts';
import type { Route, Step } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

/**
 * R-Q5 (S92) and R-Q8 (S68): who has to sign, signs, one after another; a quotation that needs nobody is complete at
 * once. One that holds no longer is no use signing.
 */
export function route(request: Request, { needs, validUntil }: Derived, { company }: Context): Route {
  const { coordinator, days } = company.routing;
  const deadline = { days, escalateTo: coordinator };
  // by the place in the template, not by the role: whoever signs is the profile's matter
  const step = ({ role, reason }: Need, index: number): Step => {
    const title = company.roles[role]?.title ?? { zh: role, en: role };
    return {
      id: index === 0 ? 'approval' : `approval-${index + 1}`,
      act: 'sign',
      title: { zh: `${title.zh}签字`, en: `Signature of the ${title.en}` },
      parties: [{ role }],
      reason,
      deadline,
    };
  };
  return {
    requester: allowed(applicantOf(request, company)).id,
    steps: needs.map(step),
    ...(validUntil !== undefined && { expiresOn: validUntil }),
  };
}
