import { z } from 'zod';

/** The part of an S3 "object created" notification that intake reads; S3's test message has no records. */
export const objectCreated = z.object({
  Records: z
    .array(
      z.object({
        eventTime: z.iso.datetime({ offset: true }),
        s3: z.object({ object: z.object({ key: z.string() }) }),
      }),
    )
    .default([]),
});

/** Larger files are refused unread. */
export const MAX_BYTES = 50 * 1024 * 1024;

type ObjectCreated = z.infer<typeof objectCreated>['Records'][number];

/** One file that came in. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** What it was put in for: requests of a kind, or a new version of one of its templates. */
  readonly purpose: 'requests' | 'template';
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

/** `received/<kind>/<id>/<name>` or `received/templates/<kind>/<id>/<name>`; `folder` is that of the inbox. */
export const receivedKey = (folder: string, id: string, name: string): string => {
  const inside = folder === TEMPLATES ? templatesFolder(ANY_KIND) : folder || ANY_KIND;
  return `received/${inside}/${id}/${name}`;
};

/** Keys arrive as S3 sends them: form-encoded. */
export const uploadOf = ({ eventTime, s3 }: ObjectCreated): Upload => {
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  const [, ...steps] = key.split('/');
  const purpose = steps[0] === TEMPLATES ? 'template' : 'requests';
  const [kind = ANY_KIND, id = '', ...rest] = purpose === 'template' ? steps.slice(1) : steps;
  const known = kind === ANY_KIND ? undefined : kind;
  return { id, key, purpose, kind: known, name: rest.join('/'), at: eventTime };
};
