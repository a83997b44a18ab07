import { basename } from 'node:path';
import { compile, TemplateError } from '../../../functions/core/ooxml/index.ts';
import { DocketError, type Language } from '../../../functions/core/result.ts';
import { type Command, EXIT, language, say2, warn } from '../command.ts';
import { findingLine, warningLine } from '../findings.ts';
import { readBytes, readJson, TAG_OPTIONS, tagOptions, writeBytes } from '../input.ts';

const languageOf = (text: string = language): Language => {
  if (text === 'zh' || text === 'en') return text;
  throw new DocketError('USAGE', {
    zh: `没有语言 ${text}；有：zh、en`,
    en: `there is no language ${text}; there are: zh, en`,
  });
};

/** `contract.docx` → `contract.filled.docx`, where the person is; what is made of a `.dotx` is a document. */
const filledName = (template: string): string =>
  basename(template)
    .replace(/\.dotx$/i, '.docx')
    .replace(/\.xltx$/i, '.xlsx')
    .replace(/(\.[^.]*)?$/, '.filled$1');

export const fill: Command = {
  summary: {
    zh: '用 JSON 数据填写一个 Word 或 Excel 模板',
    en: 'fill a Word or Excel template with JSON data',
  },
  usage: 'fill TEMPLATE DATA.json [-o OUT] [--language zh|en] [--dialect docxtemplater] [--open X --close Y]',
  options: {
    out: {
      takes: 'OUT',
      short: 'o',
      help: { zh: '写到哪个文件（默认 模板名.filled）', en: 'file to write (default TEMPLATE.filled)' },
    },
    language: {
      takes: 'L',
      help: { zh: '日期和是/否的语言', en: 'language of dates and of yes and no' },
    },
    ...TAG_OPTIONS,
  },
  positionals: { min: 2, max: 2 },
  run: async (args) => {
    const [template = '', data = ''] = args.positionals.map(args.path);
    const out = args.path(args.text('out') ?? filledName(template));
    const options = { ...tagOptions(args), language: languageOf(args.text('language')) };
    try {
      const compiled = compile(await readBytes(template), options);
      for (const warning of compiled.warnings) warn(warningLine(warning));
      await writeBytes(out, compiled.fill(await readJson(data)));
    } catch (fault) {
      if (!(fault instanceof TemplateError)) throw fault;
      for (const finding of fault.findings) warn(findingLine(finding));
      return EXIT.rejected;
    }
    say2({ zh: `已写入 ${out}`, en: `wrote ${out}` });
    return EXIT.ok;
  },
};
