import { describe, expect, it } from 'vitest';
import { shanghaiMinute, shanghaiSecond, validity } from './format.ts';
import { disposition } from './http.ts';

describe('time', () => {
  it('is Shanghai time', () => {
    expect(shanghaiMinute('2026-06-30T16:05:09.000Z')).toBe('2026-07-01 00:05');
    expect(shanghaiSecond('2026-06-30T16:05:09.000Z')).toBe('2026-07-01 00:05:09');
    expect(shanghaiSecond('never')).toBe('never');
  });

  it.each([
    ['2026-06-30T15:59:59.999Z', 'today'],
    ['2026-06-30T16:00:00.000Z', 'expired'],
    ['2026-06-29T15:59:59.999Z', 'open'],
  ])('at %s a document valid until 2026-06-30 is %s', (now, state) => {
    expect(validity('2026-06-30', Date.parse(now))).toBe(state);
  });
});

describe('content disposition', () => {
  it('keeps quotes, line ends and Chinese out of the plain name', () => {
    expect(disposition('attachment', '报"价\r\n.xlsx')).toBe(
      `attachment; filename="_____.xlsx"; filename*=UTF-8''%E6%8A%A5%22%E4%BB%B7%0D%0A.xlsx`,
    );
  });
});
