import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Findings of a rule pack that are meant so, each with the reason for which a reviewer accepts it. */
export const acknowledge = (where: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(where).acknowledge({ id, reason });
};
