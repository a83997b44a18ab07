import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../test/corpus/business-vectors.json' with { type: 'json' };
import {
  checkCreditCode,
  checkResidentId,
  isBankAccount,
  isLandline,
  isMobile,
  isPostcode,
  maskId,
  normalise,
} from './identity.ts';

const TODAY = '2026-11-23';
const ANY_AGE = { min: 0, max: 200 };

describe('unified social credit code', () => {
  it.each(vectors.uscc.valid)('%s is valid', (code) => {
    expect(checkCreditCode(code)).toEqual({ status: 'valid', value: code });
  });

  it.each(vectors.uscc.checksumWarn)('%s is a warning', (code) => {
    expect(checkCreditCode(code)).toMatchObject({
      status: 'warning',
      value: code,
      problem: { code: 'USCC_CHECKSUM' },
    });
  });

  it.each(vectors.uscc.invalid)('%j is invalid', (code) => {
    expect(checkCreditCode(code)).toMatchObject({ status: 'invalid', problem: { code: 'USCC_FORM' } });
  });

  it('normalises width, case and outer blanks', () => {
    expect(checkCreditCode(' ９１３５０１００ｍ０００１００ｙ４３ ')).toEqual({
      status: 'valid',
      value: '91350100M000100Y43',
    });
  });

  it('suggests, but never applies', () => {
    expect(checkCreditCode('9135O100M000I00Y43')).toMatchObject({
      status: 'invalid',
      suggestion: '91350100M000100Y43',
    });
    expect(checkCreditCode('91350100I000100Y43')).toMatchObject({ suggestion: '913501001000100Y43' });
    expect(checkCreditCode('9135 0100 M000 100Y 43')).toMatchObject({ suggestion: '91350100M000100Y43' });
    expect(checkCreditCode('91350100M000100Y4Z')).not.toHaveProperty('suggestion');
  });

  it('notices every single wrong character of a valid code', () => {
    const code = '91350100M000100Y43';
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 17 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'),
        (at, char) => {
          fc.pre(code[at] !== char);
          expect(checkCreditCode(code.slice(0, at) + char + code.slice(at + 1)).status).not.toBe('valid');
        },
      ),
    );
  });
});

describe('resident identity number', () => {
  it.each([...vectors.idCard.valid, ...vectors.idCard.validAfterUpper])('%s is valid', (id) => {
    expect(checkResidentId(id, TODAY, ANY_AGE)).toEqual({ status: 'valid', value: id.toUpperCase() });
  });

  it.each([
    ...vectors.idCard.badChecksum.map((id) => [id, 'ID_CHECKSUM']),
    ...vectors.idCard.badDate.map((id) => [id, 'ID_DATE']),
    ...vectors.idCard.future.map((id) => [id, 'ID_FUTURE']),
    ...vectors.idCard.badLength.map((id) => [id, 'ID_LENGTH']),
    ['1101051949123100X2', 'ID_FORM'],
    ['11010519491231002A', 'ID_FORM'],
  ])('%j: %s', (id, code) => {
    const checked = checkResidentId(id!, TODAY);
    expect(checked).toMatchObject({ status: 'invalid', problem: { code } });
    if (id) expect(JSON.stringify(checked)).not.toContain(id);
  });

  it('warns of an age that is not plausible, on the very day', () => {
    const born20240229 = '11010520240229002X';
    expect(checkResidentId('11010519491231002X', TODAY).status).toBe('valid');
    expect(checkResidentId('440524188001010014', TODAY)).toMatchObject({
      status: 'warning',
      problem: { code: 'ID_AGE' },
    });
    expect(checkResidentId(born20240229, '2040-02-28').status).toBe('warning');
    expect(checkResidentId(born20240229, '2040-02-29').status).toBe('valid');
    expect(checkResidentId(born20240229, '2024-02-29', ANY_AGE).status).toBe('valid');
    expect(checkResidentId(born20240229, '2024-02-28', ANY_AGE).status).toBe('invalid');
  });

  it('masks', () => {
    expect(maskId('11010519491231002x')).toBe('110105********002X');
    expect(maskId('320311770706001')).toBe('320311*****6001');
    expect(maskId('E12345678')).toBe('******678');
    expect(maskId('12345')).toBe('*****');
    expect(maskId('')).toBe('');
  });
});

describe('other fields', () => {
  it.each([
    [
      isMobile,
      ['13800138000', '１９９１２３４５６７８'],
      ['12800138000', '1380013800', '+8613800138000', '138-0013-8000'],
    ],
    [
      isLandline,
      ['0755-12345678', '01012345678', '010-12345678-801'],
      ['12345678', '755-12345678', '0755-123456'],
    ],
    [isBankAccount, ['12345678', '9'.repeat(30)], ['1234567', '9'.repeat(31), '6222 0212', '1.1E+18', '']],
    [isPostcode, ['518000'], ['51800', '5180000', '51800A']],
  ])('%o', (check, good, bad) => {
    expect(good.filter((text) => !check(text))).toEqual([]);
    expect(bad.filter((text) => check(text))).toEqual([]);
  });
});

describe('normalise', () => {
  it.each([
    ['深圳市南山区科技园１号', ' 深圳市 南山区　科技园 1号\u200b'],
    ['Ａ座 3 楼', 'a座3楼'],
    ['Room  5, Tower B', 'ROOM 5,tower b'],
  ])('%j = %j', (a, b) => {
    expect(normalise(a)).toBe(normalise(b));
  });

  it('keeps apart what reads differently', () => {
    expect(normalise('Unit 1 23')).not.toBe(normalise('Unit 12 3'));
    expect(normalise('科技园1号')).not.toBe(normalise('科技园11号'));
    expect(normalise('Unit 1 23')).toBe('UNIT 1 23');
  });
});
