import type { App } from 'aws-cdk-lib';
import { z } from 'zod';

const flag = z.union([z.boolean(), z.stringbool()]).default(false);

/** What a deployment is told with `cdk deploy -c name=value`; everything has a default, so that `synth` needs none. */
const schema = z.object({
  /** `prod` refuses to be destroyed and locks what it files for as long as the law asks. */
  stage: z.enum(['dev', 'prod']).default('dev'),
  region: z.string().optional(),
  account: z.string().optional(),
  /** Domain of the outgoing mail, which SES must own: without it mails wait in the outbox of the page. */
  mailDomain: z.string().optional(),
  /** Receive mail for `mailDomain` too; its MX record must name SES, and only one rule set of an account is active. */
  mailIn: flag,
  /** Who is told of alarms. */
  alarmMail: z.email().optional(),
  /** `https://docket.example.com`, when a domain of the company leads to the pages. */
  siteUrl: z.url({ protocol: /^https$/ }).optional(),
  /** Time stamp authority (RFC 3161): every signature then carries its time stamp. */
  timestampAuthority: z.url().optional(),
  /** Files are read only after GuardDuty found nothing in them. */
  malwareScan: flag,
});

export type Settings = z.infer<typeof schema>;

/** Reads the context of the app. Throws a `ZodError` that names the value which is wrong. */
export const settingsOf = (app: App): Settings => {
  const given = Object.keys(schema.shape).map((name) => [name, app.node.tryGetContext(name) ?? undefined]);
  return schema.parse(Object.fromEntries(given));
};
