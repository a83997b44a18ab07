import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { createInbox } from '../../../functions/adapters/embedded/inbox.ts';
import { DocketError } from '../../../functions/core/result.ts';
import { type Command, EXIT, say2 } from '../command.ts';
import { prepareData } from '../home.ts';
import { runningIn } from '../lock.ts';

export const submit: Command = {
  summary: { zh: '把文件放进收件箱', en: 'put a file into the inbox' },
  usage: 'submit FILE [--kind K]',
  options: {
    kind: {
      takes: 'K',
      help: { zh: '单据类型（省略则自动识别）', en: 'document kind (recognised when left out)' },
    },
  },
  positionals: { min: 1, max: 1 },
  run: async (args) => {
    const base = process.env.INIT_CWD ?? '.';
    const data = resolve(base, args.data);
    const path = resolve(base, args.positionals[0] ?? '');
    const bytes = await readFile(path).catch((cause) => {
      throw new DocketError(
        'FILE_NOT_READABLE',
        { zh: `无法读取 ${path}`, en: `cannot read ${path}` },
        { cause },
      );
    });
    // `start` puts its samples only into a data folder that nobody has used
    if (runningIn(data) === undefined) await prepareData(data);
    await createInbox(data).put(args.text('kind') ?? '', basename(path), bytes);
    say2(
      runningIn(data) === undefined
        ? {
            zh: '已放入收件箱；Docket 未运行，运行 npm start 后处理',
            en: 'in the inbox; Docket is not running, npm start will take it',
          }
        : { zh: '已放入收件箱，正在处理', en: 'in the inbox, being processed' },
    );
    return EXIT.ok;
  },
};
