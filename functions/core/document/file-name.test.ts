import { describe, expect, it } from 'vitest';
import { isPassing, safeName } from './file-name.ts';

describe('a safe name', () => {
  it.each([
    ['报价申请.xlsx', '报价申请.xlsx'],
    ['C:\\Users\\me\\a.xlsx', 'a.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['a:b*c?.json', 'a_b_c_.json'],
    ['~$form.json', 'form.json'],
    ['half.tmp', 'half.tmp_'],
    ['..', ''],
    ['a\u0000b.csv', 'a_b.csv'],
    ['\ud83d.xlsx', '_.xlsx'],
  ])('%j becomes %j', (given, expected) => {
    expect(safeName(given)).toBe(expected);
  });

  it('keeps whole characters and the ending of a long name', () => {
    const name = safeName(`${'报'.repeat(80)}😀😀.xlsx`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150);
    expect(name).toMatch(/^报+\.xlsx$/);
    expect(encodeURIComponent(name)).toBeTruthy();
  });

  it('knows what office programs and browsers leave for a moment', () => {
    expect(['~$a.xlsx', '.~lock.a#', 'a.crdownload', 'Thumbs.db'].every(isPassing)).toBe(true);
    expect(['a.xlsx', '温度.csv'].some(isPassing)).toBe(false);
  });
});
