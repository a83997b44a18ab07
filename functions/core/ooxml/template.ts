import { DocketError, type Text } from '../result.ts';
import type { CompileContext, Compiled } from './compiled.ts';
import { compileDocument } from './document.ts';
import { type Finding, inReadingOrder, Report, TemplateError } from './errors.ts';
import { cleanExternal } from './external.ts';
import { type Field, fieldsOf } from './fields.ts';
import { customFilter, FILTERS, type FilterTable } from './filters.ts';
import { gathering } from './fixed-bytes.ts';
import type { Delimiters } from './flow.ts';
import type { Dialect } from './grammar.ts';
import { Package } from './package.ts';
import type { MissingPolicy, Run } from './program.ts';
import { rootScope } from './scope.ts';
import { compileWorkbook } from './workbook.ts';
import { writeZip, ZIP_LIMITS } from './zip.ts';

export interface Limits {
  /** Files in the template. Default 10,000. */
  readonly entries: number;
  /** Bytes of the template, inflated. Default 512 MB. */
  readonly bytes: number;
  /** Bytes of one filled part. Default 512 MB. */
  readonly output: number;
  /** Turns of all loops of one fill together. Default 2,000,000. */
  readonly turns: number;
}

export interface FillOptions {
  /** Language of dates and yes/no. Default `zh`. */
  readonly language?: keyof Text;
  /** What a tag without value does. Default `error`. */
  readonly missing?: MissingPolicy;
  /** Deflate level 0–9. Default 3. */
  readonly level?: number;
}

export interface CompileOptions extends FillOptions {
  /** Default `{{` and `}}`, or `{` and `}` in the docxtemplater dialect. */
  readonly delimiters?: Delimiters;
  readonly dialect?: Dialect;
  /** Functions to use as filters, beside those of the language. */
  readonly filters?: Readonly<Record<string, (value: unknown, ...args: unknown[]) => unknown>>;
  readonly limits?: Partial<Limits>;
  /** Word documents by name, for `{{> clause.warranty}}`. */
  readonly fragments?: Readonly<Record<string, Uint8Array>>;
  /**
   * Filled many times: levels 1–6 deflate with what was found in the template's text once, before its first fill.
   * The parts are the same, the bytes of the archive are not. Default false: one fill is done sooner without.
   */
  readonly repeated?: boolean;
}

export interface Template {
  readonly kind: 'docx' | 'xlsx';
  /** What the template asks for, as a tree, each with the places where it stands. */
  readonly fields: readonly Field[];
  /** What was taken out of the template for safety: links to content elsewhere. */
  readonly warnings: readonly Finding[];
  /** A complete file, or a TemplateError `FILL_FAILED` with every mistake; never half a document. */
  fill(data: unknown, options?: FillOptions): Uint8Array;
}

const LIMITS: Limits = { ...ZIP_LIMITS, output: 512 * 1024 * 1024, turns: 2_000_000 };
const LEVEL = 3;

/** Reads a template once. Throws a TemplateError `TEMPLATE_INVALID` with every mistake, or a DocketError for a bad file. */
export function compile(bytes: Uint8Array, options: CompileOptions = {}): Template {
  const report = new Report();
  const { kind, compiled, warnings } = compileInto(bytes, options, report);
  if (report.findings.length > 0)
    throw new TemplateError('TEMPLATE_INVALID', inReadingOrder(report.findings));
  const filters = filtersOf(options);
  const limits = { ...LIMITS, ...options.limits };
  return {
    kind,
    fields: fieldsOf(compiled.uses),
    warnings,
    fill(data, fillOptions = {}) {
      const chosen = { ...options, ...fillOptions };
      const problems = new Report();
      const run: Run = {
        scope: rootScope(data),
        context: { filters, language: chosen.language ?? 'zh' },
        report: problems,
        missing: chosen.missing ?? (options.dialect === 'docxtemplater' ? 'empty' : 'error'),
        turns: limits.turns,
      };
      const entries = compiled.fill(run, chosen.level ?? LEVEL, limits.output);
      if (problems.findings.length > 0)
        throw new TemplateError('FILL_FAILED', inReadingOrder(problems.findings));
      return writeZip(entries);
    },
  };
}

interface CompiledInto {
  readonly kind: 'docx' | 'xlsx';
  readonly compiled: Compiled;
  readonly warnings: readonly Finding[];
}

export const compileInto = (bytes: Uint8Array, options: CompileOptions, report: Report): CompiledInto =>
  options.repeated === true
    ? gathering(() => compilePackage(bytes, options, report))
    : compilePackage(bytes, options, report);

function compilePackage(bytes: Uint8Array, options: CompileOptions, report: Report): CompiledInto {
  const pack = new Package(bytes, { ...LIMITS, ...options.limits });
  const type = pack.contentType(pack.mainPart());
  if (pack.hasMacros) throw withMacros();
  const dialect = options.dialect ?? 'docket';
  const delimiters =
    options.delimiters ?? (dialect === 'docket' ? { open: '{{', close: '}}' } : { open: '{', close: '}' });
  const context: CompileContext = {
    reading: { delimiters, dialect, report },
    filters: filtersOf(options),
    level: options.level ?? LEVEL,
    fragments: options.fragments ?? {},
  };
  const { parts, warnings } = cleanExternal(pack);
  pack.replace(parts, context.level);
  if (type.includes('.template.main+xml')) becomeDocument(pack, context.level);
  if (type.includes('spreadsheetml'))
    return { kind: 'xlsx', compiled: compileWorkbook(pack, context), warnings };
  if (type.includes('wordprocessingml'))
    return { kind: 'docx', compiled: compileDocument(pack, context), warnings };
  throw new DocketError('NOT_OFFICE', {
    zh: '模板必须是 Word (.docx) 或 Excel (.xlsx) 文件。',
    en: 'A template is a Word (.docx) or Excel (.xlsx) file.',
  });
}

/** A `.dotx` or `.xltx` gives documents: Office opens no file whose name and content type differ. */
function becomeDocument(pack: Package, level: number): void {
  const types = '[Content_Types].xml';
  const text = pack
    .text(types)
    .replace('wordprocessingml.template.main+xml', 'wordprocessingml.document.main+xml')
    .replace('spreadsheetml.template.main+xml', 'spreadsheetml.sheet.main+xml');
  pack.replace(new Map([[types, text]]), level);
}

const filtersOf = (options: CompileOptions): FilterTable => {
  const own = Object.entries(options.filters ?? {}).map(
    ([name, apply]) => [name, customFilter(apply)] as const,
  );
  return own.length === 0 ? FILTERS : new Map([...FILTERS, ...own]);
};

const withMacros = (): DocketError =>
  new DocketError('FILE_HAS_MACROS', {
    zh: '文件含有宏（.docm / .xlsm），不能作为模板。请另存为 .docx / .xlsx。',
    en: 'The file carries macros (.docm / .xlsm) and cannot be a template. Save it as .docx / .xlsx.',
  });
