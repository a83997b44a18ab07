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
  /** Kind by the folder in which it was put; undefined when intake must recognise it. */
  readonly kind: string | undefined;
  readonly name: string;
  /** When it came in, RFC 3339. */
  readonly at: string;
}

/** Folder name of uploads that were put in no kind's folder. */
const ANY_KIND = '_';

/** `received/<kind>/<id>/<name>` */
export const receivedKey = (kind: string, id: string, name: string): string =>
  `received/${kind || ANY_KIND}/${id}/${name}`;

/** Keys arrive as S3 sends them: form-encoded. */
export const uploadOf = ({ eventTime, s3 }: ObjectCreated): Upload => {
  const key = decodeURIComponent(s3.object.key.replaceAll('+', ' '));
  const [, kind = ANY_KIND, id = '', ...rest] = key.split('/');
  return { id, key, kind: kind === ANY_KIND ? undefined : kind, name: rest.join('/'), at: eventTime };
};
