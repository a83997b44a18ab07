import { writeFile } from 'node:fs/promises';
import { createWorkbooks } from '../../../functions/adapters/exceljs/workbooks.ts';
import { templateSchema } from '../../../functions/core/document/template-fields.ts';
import { jsonSchema } from '../../../functions/core/requests/index.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { type Command, EXIT, language, say, say2 } from '../command.ts';
import { kindOf } from '../kind-of.ts';
import { table } from '../table.ts';

export const kinds: Command = {
  summary: { zh: '列出单据类型', en: 'list the document kinds' },
  usage: 'kinds [--json]',
  options: {
    json: {
      help: { zh: '输出 JSON（含字段的 JSON Schema）', en: 'print JSON, with a JSON Schema of the fields' },
    },
  },
  run: async (args) => {
    const all = [...(await loadKinds()).values()];
    if (args.flag('json'))
      say(
        JSON.stringify(
          all.map((kind) => ({
            id: kind.id,
            type: kind.type,
            title: kind.title,
            purpose: kind.purpose,
            schema: jsonSchema(kind),
            ...(kind.type === 'document' && { printed: templateSchema(kind) }),
          })),
          undefined,
          2,
        ),
      );
    else
      say(
        table(
          ['ID', '名称 NAME', ''],
          all.map(({ id, title, purpose }) => [id, `${title.zh} ${title.en}`, purpose[language]]),
        ),
      );
    return EXIT.ok;
  },
};

export const form: Command = {
  summary: { zh: '生成空白 Excel 申请表', en: 'make a blank Excel request form' },
  usage: 'form KIND [-o FILE.xlsx] [--table]',
  options: {
    out: { takes: 'FILE', short: 'o', help: { zh: '写到哪个文件', en: 'file to write' } },
    table: { help: { zh: '批量表：一行标题，许多申请', en: 'batch table: one title row, many requests' } },
  },
  positionals: { min: 1, max: 1 },
  run: async (args) => {
    const kind = kindOf(await loadKinds(), args.positionals[0] ?? '');
    const workbooks = createWorkbooks();
    const { name, bytes } = await (args.flag('table') ? workbooks.table(kind) : workbooks.form(kind));
    const path = args.path(args.text('out') ?? name);
    await writeFile(path, bytes);
    say2({ zh: `已写入 ${path}`, en: `wrote ${path}` });
    return EXIT.ok;
  },
};
