import { z } from 'zod';

const queues = z.record(z.string(), z.url());

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});

const environment = z.object({
  /** `dev`, `prod`. */
  DOCKET_STAGE: z.string(),
  /** Public address of the pages: links in mails begin with it. */
  DOCKET_URL: z.url(),
  DOCKET_LEDGER_TABLE: z.string(),
  DOCKET_VIEWS_TABLE: z.string(),
  DOCKET_SALTS_TABLE: z.string(),
  DOCKET_KEY_VALUE_TABLE: z.string(),
  /** Where people put files in. */
  DOCKET_INBOX_BUCKET: z.string(),
  /** Everything else, and `company/` with the profile that people edit. */
  DOCKET_DOCUMENTS_BUCKET: z.string(),
  /** Keys under `archive/`; every object is locked until its last day. */
  DOCKET_ARCHIVE_BUCKET: z.string(),
  /** How: `COMPLIANCE` holds against everybody. */
  DOCKET_LOCK: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE'),
  /** ARN: Ed25519 or P-256, signs checkpoints. */
  DOCKET_LOG_KEY: z.string(),
  /** ARN: RSA-3072 or P-256, signs PDFs. */
  DOCKET_DOCUMENT_KEY: z.string(),
  /** ARN: HMAC-SHA-256. */
  DOCKET_MAC_KEY: z.string(),
  /** URL by stage, JSON. */
  DOCKET_QUEUES: json.pipe(queues),
  /** URL of each dead-letter queue by stage, JSON; only who counts them gets them. */
  DOCKET_DEAD_LETTERS: json.pipe(queues).default({}),
  /** Of SES: with it mails are sent, without it they wait in the outbox. */
  DOCKET_MAIL_CONFIGURATION_SET: z.string().optional(),
  /** Time stamp authority (RFC 3161). */
  DOCKET_TSA: z.url().optional(),
  /** Day from which the feed is read, `2026-11-01`: no ledger is older. */
  DOCKET_SINCE: z.iso.date().default('2026-11-01'),
});

/** What a function is told of the deployment that it belongs to. */
export type AwsConfig = z.infer<typeof environment>;

/** Reads the environment, once. Throws a `ZodError` that names what is missing. */
export const readConfig = (variables: Readonly<Record<string, string | undefined>>): AwsConfig =>
  environment.parse(variables);
