import { readFile, writeFile } from 'node:fs/promises';
import { compile, TemplateError } from '../../../functions/core/ooxml/index.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { type Command, EXIT, language, say2, warn } from '../command.ts';

const readJson = async (path: string): Promise<Record<string, unknown>> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new DocketError(
      'BAD_JSON',
      { zh: `${path} 不是有效的 JSON`, en: `${path} is not valid JSON` },
      { cause },
    );
  }
};

export const fill: Command = {
  summary: {
    zh: '用 JSON 数据填写一个 Word 或 Excel 模板',
    en: 'fill a Word or Excel template with JSON data',
  },
  usage: 'fill TEMPLATE DATA.json -o OUT [--open X --close Y]',
  options: {
    out: { takes: 'OUT', short: 'o', help: { zh: '写到哪个文件', en: 'file to write' } },
    open: { takes: 'X', help: { zh: '标签开始符（默认 {{）', en: 'opening delimiter (default {{)' } },
    close: { takes: 'Y', help: { zh: '标签结束符（默认 }}）', en: 'closing delimiter (default }})' } },
  },
  positionals: { min: 2, max: 2 },
  run: async (args) => {
    const [template = '', data = ''] = args.positionals.map(args.path);
    const out = args.text('out');
    if (!out)
      throw new DocketError('USAGE', { zh: '请用 -o 指明输出文件', en: 'name the output file with -o' });
    const open = args.text('open') ?? '{{';
    const close = args.text('close') ?? '}}';
    try {
      const compiled = compile(await readFile(template), { delimiters: { open, close } });
      await writeFile(args.path(out), compiled.fill(await readJson(data)));
    } catch (fault) {
      if (!(fault instanceof TemplateError)) throw fault;
      for (const { part, place, tag, message } of fault.findings)
        warn(`${part} ${place} ${tag}: ${message[language]}`);
      return EXIT.rejected;
    }
    say2({ zh: `已写入 ${out}`, en: `wrote ${out}` });
    return EXIT.ok;
  },
};
