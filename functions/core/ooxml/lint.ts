import { type Finding, Report } from './errors.ts';
import { type CompileOptions, compileInto } from './template.ts';

/** Every mistake of a template, without filling it. Throws a DocketError only when the file itself cannot be read. */
export function lint(bytes: Uint8Array, options: CompileOptions = {}): readonly Finding[] {
  const report = new Report();
  compileInto(bytes, options, report);
  return report.findings;
}
