import { describe, expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { refused, derive, filled, journeyOf, sample } = kindTests(kind);

describe('R-O6: rules (S49–S50)', () => {
  it('takes the sample, and a passport as it is', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ idType: 'passport', idNumber: 'E12345678' })).toEqual([]);
  });
  it.each([
    ['110105194912310021', 'ID_CHECKSUM idNumber'],
    ['110105194902310026', 'ID_DATE idNumber'],
    ['110105209912310029', 'ID_FUTURE idNumber'],
    ['320311770706001', 'ID_LENGTH idNumber'],
  ])('refuses the identity number %s', (idNumber, expected) => {
    expect(refused({ idNumber })).toEqual([expected]);
  });
  it('takes one in lower case', () => {
    expect(refused({ idNumber: '11010519491231002x' })).toEqual([]);
  });
  it.each([
    [{ receiverPhone: '1234' }, 'PHONE_FORM receiverPhone'],
    [{ validTo: '2026-11-22' }, 'DATE_BEFORE validTo'],
    [{ validFrom: '2026-01-01', validTo: '2026-11-22' }, 'DATE_BEFORE validTo'],
    [{ revision: 1 }, 'REVISION_REASON_MISSING revisionReason'],
    [{ email: 'nowhere' }, 'EMAIL_FORM email'],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual([expected]);
  });
  it.each(['+86 138 0013 8000', '0755-12345678', '+852 9123 4567'])('takes the phone %s', (receiverPhone) => {
    expect(refused({ receiverPhone })).toEqual([]);
  });
});

describe('personal data', () => {
  const [full, masked] = kind.type === 'document' ? kind.outputs : [];
  it('is on the letter that is signed, and masked on the copy', () => {
    expect(filled(full!.template)).toContain('11010519491231002X');
    const copy = filled(masked!.template);
    expect(copy).toContain('110105********002X');
    expect(copy).toContain('138****8000');
    expect(copy).not.toMatch(/11010519491231002X|13800138000/);
  });
  it('is in no title, party or key', () => {
    const request = kind.input.parse(sample);
    const said = JSON.stringify([kind.subject(request), kind.requestKey(request)]);
    expect(said).not.toMatch(/110105|13800138000|何志强|周启明/);
    expect(said).toContain('SQ-2026-0001');
  });
  it('is marked in every field that has it', () => {
    const marked = kind.shape.fields.filter(({ meta }) => meta.sensitive).map(({ name }) => name);
    expect(marked).toEqual(['signer', 'email', 'receiver', 'idNumber', 'receiverPhone']);
  });
});

it('is checked inside, signed by the customer, then registered', () => {
  const doc = journeyOf();
  expect(doc.open()).toEqual(['approve commercial_supervisor']);
  doc.act('qiu-wanqing');
  expect(doc.open()).toEqual(['sign external:customer']);
  doc.act('external:customer');
  expect(doc.open()).toEqual(['acknowledge commercial_archivist']);
  expect(doc.act('fang-zhiyu')).toContain('route.completed');
});

it('prints with nothing left to fill, and holds until its last day', () => {
  const text = filled('zh');
  expect(text).not.toMatch(/\{\{|undefined|null/);
  for (const said of ['YH-S6762-V3', '惠州启明电子厂', '新产品首次发货', '2026年11月23日 至 2027年11月22日'])
    expect(text).toContain(said);
  expect(derive().validUntil).toBe('2027-11-22');
});
