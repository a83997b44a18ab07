import type { Company } from '../../functions/core/company.ts';
import type { Context, Need } from '../../functions/core/kind.ts';
import { inTurn } from '../../functions/core/profile.ts';
import type { Text } from '../../functions/core/result.ts';
import type { Route } from '../../functions/core/routing/route.ts';
import type { Request } from './input.ts';

const ARRIVED: Text = {
  zh: '落实货款已到账（S43、S45）',
  en: 'Confirms that the money has arrived (S43, S45)',
};

/** What has to be signed before anything is mounted. */
export const needsOf = ({ orders }: Company): readonly Need[] => [
  { code: `sign:${orders.cashier}`, role: orders.cashier, reason: ARRIVED },
];

/** R-O4 (S43–S47): the chief of finance confirms the arrival, nobody for him; then PMC takes note of the release. */
export function route(request: Request, { company }: Context): Route {
  const { orders } = company;
  return inTurn(request, company, [
    {
      id: 'arrival',
      act: 'sign',
      title: { zh: '财务确认到账', en: 'Confirmation of arrival' },
      parties: [{ role: orders.cashier }],
      reason: ARRIVED,
    },
    {
      id: 'release',
      act: 'acknowledge',
      title: { zh: 'PMC 接收上线通知', en: 'Release received by PMC' },
      parties: [{ role: orders.receiver }],
      reason: { zh: '通知上线贴片（S45–S47）', en: 'Release of mounting (S45–S47)' },
    },
  ]);
}
