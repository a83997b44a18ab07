import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocketError } from '../../functions/core/result.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const holder = (path: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return pid > 0 && pid !== process.pid && alive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
};

/** Process that runs the pipeline on a data folder, if any. */
export const runningIn = (data: string): number | undefined => holder(join(data, 'docket.pid'));

/** One pipeline a data folder: two would hand out each other's messages. Gives the release. */
export const lockData = (data: string): (() => void) => {
  mkdirSync(data, { recursive: true });
  const path = join(data, 'docket.pid');
  const pid = holder(path);
  if (pid !== undefined)
    throw new DocketError('ALREADY_RUNNING', {
      zh: `Docket 已在此数据文件夹运行（进程 ${pid}）`,
      en: `Docket already runs on this data folder (process ${pid})`,
    });
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
};
