import type { DocumentKind } from '../kind.ts';
import { type Finding, inspect } from '../ooxml/index.ts';
import type { Ports } from '../ports.ts';
import { allFragments, type FragmentBytes, fragmentFile, gather } from './fragments.ts';
import { type CheckAgainst, checkTemplate, otherFormat, type TemplateCheck } from './template-check.ts';
import { currentTemplate, templateBytes } from './templates.ts';

type Now = Omit<CheckAgainst, 'fragments'>;

/** Checks of all templates in force that would include the fragment. */
const checksOfUsers = async (
  ports: Ports,
  kind: DocumentKind,
  name: string,
  fragments: FragmentBytes,
  now: Now,
): Promise<readonly TemplateCheck[]> => {
  const checks: TemplateCheck[] = [];
  for (const output of kind.outputs.filter(({ template }) => template.endsWith('.docx'))) {
    const hash = await currentTemplate(ports, kind.id, output.template);
    const bytes = await templateBytes(ports, kind.id, output.template, hash);
    const included = await gather(inspect(bytes).asks, async (one) => fragments[one]);
    if (!Object.hasOwn(included, name)) continue;
    const check = await checkTemplate(ports, kind, output, bytes, { ...now, fragments });
    const findings = check.findings.map((one) => placed(one, name, output.template));
    checks.push({ ...check, findings });
  }
  return checks;
};

/** In the fragment itself, or in which template. */
const placed = (finding: Finding, name: string, template: string): Finding => {
  const own = `${name}: `;
  const { part } = finding;
  return { ...finding, part: part.startsWith(own) ? part.slice(own.length) : `${template}: ${part}` };
};

/**
 * Everything that can be known of a fragment before it is used: its own mistakes, and those that it would make in
 * the templates in force that include it, where loops around it give its tags their meaning. Throws a DocketError for
 * a file that is no Word document.
 */
export const checkFragment = async (
  ports: Ports,
  kind: DocumentKind,
  name: string,
  bytes: Uint8Array,
  now: Now,
): Promise<TemplateCheck> => {
  const { kind: format, asks } = inspect(bytes);
  if (format !== 'docx') throw otherFormat({ template: fragmentFile(name) }, format);
  const fragments = { ...(await allFragments(ports, kind.id, asks)), [name]: bytes };
  const { findings, warnings } = inspect(bytes, undefined, { fragments });
  if (findings.length > 0) return { findings, warnings, tried: false };
  const users = await checksOfUsers(ports, kind, name, fragments, now);
  const all = users.flatMap((one) => one.findings);
  const distinct = new Map(all.map((one) => [JSON.stringify([one.part, one.place, one.tag, one.code]), one]));
  return {
    findings: [...distinct.values()],
    warnings,
    tried: users.length > 0 && users.every(({ tried }) => tried),
  };
};
