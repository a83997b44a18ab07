import { basename } from 'node:path';
import { checkTemplate, shippedCompany } from '../../../functions/core/document/template-check.ts';
import { templateSchema } from '../../../functions/core/document/template-fields.ts';
import { replacedBy } from '../../../functions/core/document/template-name.ts';
import { type CompileOptions, type Finding, inspect } from '../../../functions/core/ooxml/index.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { type Arguments, type Command, EXIT, say, say2 } from '../command.ts';
import { countOf, findingLine, warningLine } from '../findings.ts';
import { shipped, shippedFragments } from '../home.ts';
import { fragmentsBeside, readBytes, TAG_OPTIONS, tagOptions } from '../input.ts';
import { documentKind } from '../kind-of.ts';

interface Checked {
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** As publishing would: with a trial fill, where the file's name tells which template it is. */
const checkFor = async (
  id: string,
  path: string,
  bytes: Uint8Array,
  options: CompileOptions,
): Promise<Checked> => {
  const kinds = await loadKinds();
  const kind = documentKind(kinds, id);
  const replaced = replacedBy(kinds, id, basename(path));
  const company = await shippedCompany({ shipped });
  const fragments = fragmentsBeside(path, shippedFragments(id));
  const asPublished = options.dialect === 'docket' && options.delimiters === undefined;
  return asPublished && replaced.ok && company
    ? checkTemplate({ kinds, shipped }, kind, replaced.value.output, bytes, {
        company,
        at: Date.now(),
        fragments,
      })
    : inspect(bytes, templateSchema(kind), { ...options, fragments });
};

const print = ({ findings, warnings }: Checked, args: Arguments): void => {
  if (args.flag('json')) {
    say(JSON.stringify({ findings, warnings }, undefined, 2));
    return;
  }
  for (const finding of findings) say(findingLine(finding));
  for (const warning of warnings) say(warningLine(warning));
  if (findings.length === 0) say2({ zh: '没有错误', en: 'no mistakes' });
  else say2(countOf(findings.length));
};

export const lint: Command = {
  summary: { zh: '检查一个 Word 或 Excel 模板', en: 'check a Word or Excel template' },
  needsData: false,
  usage: 'lint TEMPLATE [--kind K] [--json] [--dialect docxtemplater] [--open X --close Y]',
  options: {
    kind: {
      takes: 'K',
      help: {
        zh: '对照该类单据的字段检查，并用样例试填',
        en: "check its tags against the kind's fields, and fill it with the kind's sample",
      },
    },
    json: { help: { zh: '输出 JSON', en: 'print JSON' } },
    ...TAG_OPTIONS,
  },
  notes: [
    {
      zh: 'TEMPLATE 是 .docx 或 .xlsx 文件；全部错误和写法见 templates/README.md。有错误时退出码为 3。',
      en: 'TEMPLATE is a .docx or .xlsx file; templates/README.en.md has all mistakes and how to write tags. Exits 3 on mistakes.',
    },
    {
      zh: '例：docket lint 报价单.xlsx --kind quotation',
      en: 'Example: docket lint offer.xlsx --kind quotation',
    },
  ],
  positionals: { min: 1, max: 1 },
  run: async (args) => {
    const path = args.path(args.positionals[0] ?? '');
    const bytes = await readBytes(path);
    const options = tagOptions(args);
    const kind = args.text('kind');
    try {
      const checked = await (kind === undefined
        ? inspect(bytes, undefined, { ...options, fragments: fragmentsBeside(path) })
        : checkFor(kind, path, bytes, options));
      print(checked, args);
      return checked.findings.length === 0 ? EXIT.ok : EXIT.findings;
    } catch (fault) {
      if (!(fault instanceof DocketError && args.flag('json'))) throw fault;
      say(JSON.stringify({ error: { code: fault.code, message: fault.text } }, undefined, 2));
      return EXIT.fault;
    }
  },
};
