import { z } from 'zod';
import { TEMPLATES } from '../core/document/upload.ts';
import type { DocumentRow, Files } from '../core/ports.ts';

const text = z.object({ zh: z.string(), en: z.string() });

const problem = z.object({
  code: z.string(),
  cell: z.string().optional(),
  label: text.optional(),
  message: text,
  fix: text.optional(),
});

const report = z.object({ problems: z.array(problem) });

export type ShownProblem = z.infer<typeof problem>;

/** What `errors.json` says; undefined when it is gone or is not what intake writes. */
export const readProblems = async (
  files: Files,
  key: string,
): Promise<readonly ShownProblem[] | undefined> => {
  try {
    return report.parse(JSON.parse(new TextDecoder().decode(await files.get(key)))).problems;
  } catch {
    return undefined;
  }
};

interface UploadFiles {
  readonly original?: string | undefined;
  readonly annotated?: string | undefined;
  readonly errors?: string | undefined;
}

/** Was the file put in as a template? Its key says so. */
export const isTemplate = ({ files }: DocumentRow): boolean =>
  files.original?.startsWith(`received/${TEMPLATES}/`) ?? false;

/** Keys of a received file's companions: what intake filed beside the original is the copy with the marks. */
export const uploadFiles = ({ files, title }: DocumentRow): UploadFiles => {
  const { original, 'errors.json': errors, [title]: _same, ...rest } = files;
  return { original, errors, annotated: Object.values(rest)[0] };
};
