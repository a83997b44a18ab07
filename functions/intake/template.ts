import { checkFragment } from '../core/document/fragment-check.ts';
import { allFragments, fragmentFile } from '../core/document/fragments.ts';
import { type Published, publishTemplate } from '../core/document/publish.ts';
import type { Marking } from '../core/document/reject.ts';
import {
  type CheckAgainst,
  checkTemplate,
  otherFormat,
  type TemplateCheck,
} from '../core/document/template-check.ts';
import { fragmentNamed, replacedBy } from '../core/document/template-name.ts';
import type { Upload } from '../core/document/upload.ts';
import { millisOf } from '../core/instant.ts';
import type { Output } from '../core/kind.ts';
import { type Finding, inspect } from '../core/ooxml/index.ts';
import { mark, unmark } from '../core/ooxml/mark.ts';
import type { Ports } from '../core/ports.ts';
import { asProblem, fail, ok, type Problem, type Result, type Text } from '../core/result.ts';

export interface TemplateTaken {
  readonly kind: string | null;
  readonly problems: readonly Problem[];
  /** What became of it; undefined when it was refused. */
  readonly published?: Published & { readonly file: string };
  readonly notes: readonly Text[];
  readonly marking: Marking;
}

/** A mistake of a template as people get it: place, tag, what is wrong, what was probably meant. */
const problemOf = ({ code, part, place, tag, message, suggestion }: Finding): Problem & { part: string } => ({
  code,
  part,
  ...(place !== '' && { cell: place }),
  ...(tag !== '' && { label: { zh: tag, en: tag } }),
  message,
  ...(suggestion && { fix: suggestion }),
});

/** `quotation.annotated.docx`; a marked copy that came back keeps its name. */
const copyName = (name: string): string => {
  const dot = name.lastIndexOf('.');
  const stem = name.slice(0, dot).replace(/\.annotated(-\d+)?$/, '');
  const copy = `${stem}.annotated${name.slice(dot)}`;
  return copy === name ? `${stem}.annotated-2${name.slice(dot)}` : copy;
};

const noCopy: Marking = async () => undefined;

const refused = (kind: string | null, problems: readonly Problem[], marking = noCopy): TemplateTaken => ({
  kind,
  problems,
  notes: [],
  marking,
});

/** Each warning once: a template with twenty linked pictures says it once. */
const notesOf = ({ warnings }: TemplateCheck): readonly Text[] => [
  ...new Map(warnings.map(({ message }) => [message.en, message])).values(),
];

const refuseOtherEnding = (name: string, output: Output): void => {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if ((ending === 'docx' || ending === 'xlsx') && !output.template.endsWith(`.${ending}`))
    throw otherFormat(output, ending);
};

interface Checked extends TemplateCheck {
  readonly bytes: Uint8Array;
}

/** What a dropped file is to be the next version of. */
interface Target {
  readonly kind: string;
  /** In the kind's folder. */
  readonly file: string;
  readonly check: (bytes: Uint8Array, now: Omit<CheckAgainst, 'fragments'>) => Promise<TemplateCheck>;
}

const templateTarget = (ports: Ports, { kind: folder, name }: Upload): Result<Target> => {
  const replaced = replacedBy(ports.kinds, folder, name);
  if (!replaced.ok) return replaced;
  const { kind, output } = replaced.value;
  return ok({
    kind: kind.id,
    file: output.template,
    check: async (bytes, now) => {
      refuseOtherEnding(name, output);
      const fragments = await allFragments(ports, kind.id, inspect(bytes).asks);
      return checkTemplate(ports, kind, output, bytes, { ...now, fragments });
    },
  });
};

const fragmentTarget = (ports: Ports, { kind: folder = '', name: given }: Upload): Result<Target> => {
  const named = fragmentNamed(ports.kinds, folder, given);
  if (!named.ok) return named;
  const { kind, name } = named.value;
  return ok({
    kind: kind.id,
    file: fragmentFile(name),
    check: (bytes, now) => checkFragment(ports, kind, name, bytes, now),
  });
};

/** A file that is no template at all is a mistake of the file. */
const checked = async (
  ports: Ports,
  target: Target,
  upload: Upload,
  original: Uint8Array,
): Promise<Result<Checked>> => {
  const { company } = await ports.company.current();
  try {
    // a marked copy that somebody mended is as good as the file that it shows
    const bytes = unmark(original);
    return ok({ bytes, ...(await target.check(bytes, { company, at: millisOf(upload.at) })) });
  } catch (fault) {
    return fail([asProblem(fault)]);
  }
};

/**
 * Checks a template, or a fragment of one, that somebody dropped and puts it in force, or says everything that is
 * wrong with it.
 */
export const takeTemplate = async (
  ports: Ports,
  upload: Upload,
  original: Uint8Array,
): Promise<TemplateTaken> => {
  const { id, name } = upload;
  const target =
    upload.purpose === 'fragment' ? fragmentTarget(ports, upload) : templateTarget(ports, upload);
  if (!target.ok) return refused(upload.kind ?? null, target.error);
  const { kind, file } = target.value;
  const check = await checked(ports, target.value, upload, original);
  if (!check.ok) return refused(kind, check.error);
  const { bytes, findings, tried } = check.value;
  if (findings.length > 0)
    return refused(kind, findings.map(problemOf), async () => ({
      name: copyName(name),
      bytes: mark(bytes, findings),
    }));
  if (!tried) ports.log('TEMPLATE_NOT_TRIED', { upload: id });
  const notes = notesOf(check.value);
  const published = await publishTemplate(ports, { kind, file, name, bytes, upload: id, notes });
  return { kind, problems: [], published: { ...published, file }, notes, marking: noCopy };
};
