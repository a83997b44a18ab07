import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { z } from 'zod';

/** Findings of a rule pack that are meant so, each with the reason for which a reviewer accepts it. */
export const acknowledge = (where: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(where).acknowledge({ id, reason });
};

const part = z.union([
  z.string(),
  z.object({ 'Fn::GetAtt': z.array(z.string()) }).transform((get) => `<${get['Fn::GetAtt'].join('.')}>`),
  z.object({ Ref: z.string() }).transform(({ Ref }) => `<${Ref}>`),
]);

/** An ARN as the rule packs print it: `<BucketF1.Arn>/*`. */
const printed = z
  .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(part)]) })
  .transform((join) => join['Fn::Join'][1].join(''));

/** Acknowledges a resource that ends in `*`, and nothing else of the role. */
export const acknowledgeWildcard = (role: IConstruct, resource: string, reason: string): void => {
  if (!resource.endsWith('*')) return;
  const arn = printed.parse(Stack.of(role).resolve(resource));
  acknowledge(role, { [`AwsSolutions-IAM5[Resource::${arn}]`]: reason });
};
