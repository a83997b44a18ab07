import { basename } from 'node:path';
import { createInbox } from '../../../functions/adapters/embedded/inbox.ts';
import { fragmentsFolder, TEMPLATES, templatesFolder } from '../../../functions/core/document/upload.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { type Arguments, type Command, EXIT, say2 } from '../command.ts';
import { readBytes } from '../input.ts';
import { runsIn } from '../lock.ts';

const folderFor = (args: Arguments, kind: string): string => {
  if (args.flag('fragment')) {
    if (kind !== '') return fragmentsFolder(kind);
    throw new DocketError('USAGE', {
      zh: '--fragment 须同时用 --kind 指明单据类型',
      en: 'with --fragment, name the kind of document with --kind',
    });
  }
  if (!args.flag('template')) return kind;
  return kind === '' ? TEMPLATES : templatesFolder(kind);
};

export const submit: Command = {
  summary: { zh: '把文件放进收件箱', en: 'put a file into the inbox' },
  usage: 'submit FILE [--kind K] [--template | --fragment]',
  options: {
    kind: {
      takes: 'K',
      help: { zh: '单据类型（省略则自动识别）', en: 'document kind (recognised when left out)' },
    },
    template: {
      help: { zh: '这是改好的模板，不是申请', en: 'the file is an edited template, not a request' },
    },
    fragment: {
      help: {
        zh: '这是模板片段（{{> 名称}}），不是申请',
        en: 'the file is a fragment of templates ({{> name}}), not a request',
      },
    },
  },
  positionals: { min: 1, max: 1 },
  run: async (args) => {
    const path = args.path(args.positionals[0] ?? '');
    const kind = args.text('kind') ?? '';
    if (kind !== '' && !(await loadKinds()).has(kind))
      throw new DocketError('KIND_UNKNOWN', { zh: `没有单据类型 ${kind}`, en: `there is no kind ${kind}` });
    const bytes = await readBytes(path);
    await createInbox(args.data).put(folderFor(args, kind), basename(path), bytes);
    say2(
      runsIn(args.data)
        ? { zh: '已放入收件箱，正在处理', en: 'in the inbox, being processed' }
        : {
            zh: '已放入收件箱；Docket 未运行，运行 npm start 后处理',
            en: 'in the inbox; Docket is not running, npm start will take it',
          },
    );
    return EXIT.ok;
  },
};
