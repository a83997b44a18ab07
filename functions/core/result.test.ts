import { expect, it } from 'vitest';
import { codeOf, DocketError } from './result.ts';

const systemError = (code: unknown): Error => Object.assign(new Error('/home/wang/secret.xlsx'), { code });

it.each([
  [new DocketError('FILE_NOT_FOUND', { zh: '', en: '' }), 'FILE_NOT_FOUND'],
  [systemError('ENOSPC'), 'ENOSPC'],
  [systemError('/home/wang'), 'Error'],
  [systemError(7), 'Error'],
  [new TypeError('x of wang'), 'TypeError'],
  ['wang', 'FAULT'],
])('a log says the code of a fault, or its name, and nothing else of it: %#', (fault, code) => {
  expect(codeOf(fault)).toBe(code);
});
