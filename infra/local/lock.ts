import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DocketError } from '../../functions/core/result.ts';

/** The system itself lets go of the lock when the process dies, however it dies. */
const tryLock = (data: string): DatabaseSync | undefined => {
  const lock = new DatabaseSync(join(data, 'docket.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    return undefined;
  }
};

/** Does a pipeline run on the data folder? */
export const runsIn = (data: string): boolean => {
  const lock = tryLock(data);
  lock?.close();
  return lock === undefined;
};

/** One pipeline a data folder: two would hand out each other's messages. Gives the release. */
export const lockData = (data: string): (() => void) => {
  mkdirSync(data, { recursive: true });
  const lock = tryLock(data);
  if (lock === undefined)
    throw new DocketError('ALREADY_RUNNING', {
      zh: 'Docket 已在此数据文件夹运行',
      en: 'Docket already runs on this data folder',
    });
  return () => lock.close();
};
