import { DocketError } from './result.ts';

const SEGMENT = /^(?!\.{1,2}$)[^/\\:*?"<>|\p{Cc}]{1,200}$/u;

/** A key that every home can keep, as a path of a folder too, and that leads nowhere else. */
export const isFileKey = (key: string): boolean => key.split('/').every((segment) => SEGMENT.test(segment));

export const fileExists = (key: string): DocketError =>
  new DocketError('FILE_EXISTS', {
    zh: `文件 ${key} 已存在且内容不同`,
    en: `file ${key} exists with other content`,
  });

export const fileMissing = (key: string): DocketError =>
  new DocketError('FILE_NOT_FOUND', { zh: `找不到文件 ${key}`, en: `there is no file ${key}` });
