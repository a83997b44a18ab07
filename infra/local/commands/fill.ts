import { basename } from 'node:path';
import { compile, TemplateError } from '../../../functions/core/ooxml/index.ts';
import { DocketError, type Language, type Text } from '../../../functions/core/result.ts';
import { type Command, EXIT, language, say2, warn } from '../command.ts';
import { countOf, findingLine, warningLine } from '../findings.ts';
import { fragmentsBeside, readBytes, readJson, TAG_OPTIONS, tagOptions, writeBytes } from '../input.ts';

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

/** Most likely it was written for another program. */
const noTags: Text = {
  zh: '注意：模板里没有标签 {{…}}。标签写作 {…} 的旧模板请加 --dialect docxtemplater，其他写法用 --open 和 --close 指明。',
  en: 'note: the template has no tags {{…}}. For old templates with {…} add --dialect docxtemplater; other signs are named with --open and --close.',
};

export const fill: Command = {
  summary: {
    zh: '用 JSON 数据填写一个 Word 或 Excel 模板',
    en: 'fill a Word or Excel template with JSON data',
  },
  needsData: false,
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
  notes: [
    {
      zh: 'DATA.json 给出标签的值；{{> 名称}} 取模板旁边或其 fragments 文件夹里的 名称.docx。有错误时不写文件，退出码为 2。',
      en: 'DATA.json has the values of the tags; {{> name}} takes name.docx from beside the template or from its folder fragments. On mistakes no file is written; exits 2.',
    },
    {
      zh: '例：docket fill 合同.docx 数据.json -o 合同-01.docx --language zh',
      en: 'Example: docket fill contract.docx data.json -o contract-01.docx --language en',
    },
  ],
  positionals: { min: 2, max: 2 },
  run: async (args) => {
    const [template = '', data = ''] = args.positionals.map(args.path);
    const out = args.path(args.text('out') ?? filledName(template));
    const bytes = await readBytes(template);
    const fragments = fragmentsBeside(template);
    const options = { ...tagOptions(args), language: languageOf(args.text('language')), fragments };
    try {
      const compiled = compile(bytes, options);
      for (const warning of compiled.warnings) warn(warningLine(warning));
      if (compiled.fields.length === 0) warn(noTags[language]);
      await writeBytes(out, compiled.fill(await readJson(data)));
    } catch (fault) {
      if (!(fault instanceof TemplateError)) throw fault;
      for (const finding of fault.findings) warn(findingLine(finding));
      const { zh, en } = countOf(fault.findings.length);
      warn({ zh: `${zh}，没有写出文件`, en: `${en}; no file was written` }[language]);
      return EXIT.rejected;
    }
    say2({ zh: `已写入 ${out}`, en: `wrote ${out}` });
    return EXIT.ok;
  },
};
