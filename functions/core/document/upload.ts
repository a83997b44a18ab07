import { z } from 'zod';
import { wallClock } from '../instant.ts';
import { sha256 } from '../ledger/hash.ts';
import { FRAGMENTS } from './events.ts';

/**
 * The part of an S3 "object created" notification that intake reads; S3's test message has no records. What others
 * tell of in the same shape (GuardDuty after its scan) does not have the key form-encoded.
 */
export const objectCreated = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.string().optional(),
        eventTime: z.iso.datetime({ offset: true }),
        s3: z.object({ object: z.object({ key: z.string(), versionId: z.string().optional() }) }),
      }),
    )
    .default([]),
});

/** Larger files are refused unread. */
export const MAX_BYTES = 50 * 1024 * 1024;

export type ObjectCreated = z.infer<typeof objectCreated>['Records'][number];

/** One file that came in. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** What it was put in for: requests of a kind, or a new version of one of its templates or their fragments. */
  readonly purpose: 'requests' | 'template' | 'fragment';
  /** Kind by the folder in which it was put; undefined when intake must recognise it. */
  readonly kind: string | undefined;
  readonly name: string;
  /** When it came in, RFC 3339. */
  readonly at: string;
}

/** Folder name of uploads that were put in no kind's folder. */
const ANY_KIND = '_';

/** Folder beside those of the kinds that holds a folder of templates for each kind. */
export const TEMPLATES = 'templates';

export const templatesFolder = (kind: string): string => `${TEMPLATES}/${kind}`;

/** Folder in that of a kind's templates for what they include. */
export const fragmentsFolder = (kind: string): string => `${templatesFolder(kind)}/${FRAGMENTS}`;

/**
 * `received/<kind>/<id>/<name>`, `received/templates/<kind>/<id>/<name>` or, for a fragment,
 * `received/templates/<kind>/fragments/<id>/<name>`; `folder` is that of the inbox.
 */
export const receivedKey = (folder: string, id: string, name: string): string => {
  const inside = folder === TEMPLATES ? templatesFolder(ANY_KIND) : folder || ANY_KIND;
  return `received/${inside}/${id}/${name}`;
};

const purposeOf = (steps: readonly string[]): Upload['purpose'] => {
  if (steps[0] !== TEMPLATES) return 'requests';
  return steps[2] === FRAGMENTS ? 'fragment' : 'template';
};

/** The steps of a key that only say what it is for. */
const NAMED: Readonly<Record<Upload['purpose'], readonly number[]>> = {
  requests: [],
  template: [0],
  fragment: [0, 2],
};

/** The key as it is in the bucket. */
export const noticedKey = ({ eventSource = 'aws:s3', s3 }: ObjectCreated): string =>
  eventSource === 'aws:s3' ? decodeURIComponent(s3.object.key.replaceAll('+', ' ')) : s3.object.key;

/**
 * `20261123-203005-1a2b3c4d`, Shanghai time: the same file is the same upload after a crash, new when it is dropped
 * again. `changed`: milliseconds since the epoch; `what`: tells it from others of that moment.
 */
export const uploadId = (changed: number, what: string): string =>
  `${wallClock(changed).replace(/[-:]/g, '').replace(' ', '-')}-${sha256(what, String(changed)).slice(0, 8)}`;

/** A file under `received/`; `at`: when it came in, RFC 3339. */
export const uploadAt = (key: string, at: string): Upload => {
  const [, ...steps] = key.split('/');
  const purpose = purposeOf(steps);
  const [kind = ANY_KIND, id = '', ...rest] = steps.filter((_, i) => !NAMED[purpose].includes(i));
  const known = kind === ANY_KIND ? undefined : kind;
  return { id, key, purpose, kind: known, name: rest.join('/'), at };
};

/** A file that came in under `received/` at once. */
export const uploadOf = (notice: ObjectCreated): Upload => uploadAt(noticedKey(notice), notice.eventTime);
