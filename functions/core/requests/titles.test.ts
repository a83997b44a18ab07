import { describe, expect, it } from 'vitest';
import { orderKind } from '../../../test/support/sample-kind.ts';
import { isOneSlip, plainTitle, titlesOf } from './titles.ts';

const titles = titlesOf(orderKind.shape);
const names = (title: string) =>
  titles.find(title).map(({ field, table }) => `${table ? `${table.name}.` : ''}${field.name}`);

describe('titles', () => {
  it.each([
    ['订单号', ['orderNo']],
    [' 订 单 号 ＊', ['orderNo']],
    ['订单号（必填）', ['orderNo']],
    ['ORDER NUMBER *', ['orderNo']],
    ['po no', ['orderNo']],
    ['orderNo', ['orderNo']],
    ['订单号 *\nOrder number', ['orderNo']],
    ['账期', ['days']],
    ['账期（天）', ['days']],
    ['单价(元)', ['lines.price']],
    ['Unit price [CNY]', ['lines.price']],
    ['备注', ['note', 'lines.note']],
    ['明细·备注', ['lines.note']],
    ['Lines · Note', ['lines.note']],
    ['天气', []],
    ['', []],
  ])('%j names %j', (title, expected) => {
    expect(names(title)).toEqual(expected);
  });
  it('suspects a slip only where it is plain', () => {
    expect(titles.near('定单号')?.field.name).toBe('orderNo');
    expect(titles.near('Qantity')?.field.name).toBe('quantity');
    expect(titles.near('单位')).toBeUndefined();
    expect(titles.near('客户电话')).toBeUndefined();
  });
  it('compares by letters and digits', () => {
    expect(plainTitle('Ｐ/Ｏ No. ')).toBe('pono');
    expect(isOneSlip('abcd', 'abdc')).toBe(true);
    expect(isOneSlip('abcd', 'abcd')).toBe(false);
    expect(isOneSlip('abcd', 'abcde')).toBe(true);
    expect(isOneSlip('abcd', 'bacde')).toBe(false);
  });
});
