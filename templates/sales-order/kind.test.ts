import { describe, expect, it } from 'vitest';
import { kindTests } from '../../test/support/kinds.ts';
import { kind } from './kind.ts';

const { company, refused, derive, filled, journeyOf, sample } = kindTests(kind);
const [line] = sample.lines;

describe('rules', () => {
  it('takes the sample, also before the BOM is filled in', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ mainBoardBom: undefined, subBoardBom: undefined })).toEqual([]);
  });
  it.each([
    [{ applicant: 'nobody' }, 'APPLICANT_UNKNOWN applicant'],
    [{ poDate: '2026-11-24' }, 'DATE_AHEAD poDate'],
    [{ revision: 1 }, 'REVISION_REASON_MISSING revisionReason'],
    [{ lines: [{ ...line, unitPrice: '0' }] }, 'PRICE_ZERO lines.0.unitPrice'],
    [{ lines: [{ ...line, deliveryDate: '2026-11-19' }] }, 'DATE_BEFORE lines.0.deliveryDate'],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual([expected]);
  });
});

it('is one order per PO of a customer, in any case or width', () => {
  const keyOf = (poNo: string) => kind.requestKey(kind.input.parse({ ...sample, poNo }));
  expect(keyOf('ｐｏ－2026－0815')).toBe(keyOf(sample.poNo));
});

it('adds up pieces and money', () => {
  expect(derive().data).toMatchObject({
    total: '641500.00',
    totalPieces: '10000',
    totalInWords: '人民币陆拾肆万壹仟伍佰元整',
  });
});

describe('R-O1: the way (S35–S40)', () => {
  it('BOM, deputy GM, PMC manager, receipt by the clerk', () => {
    const doc = journeyOf();
    expect(doc.open()).toEqual(['fill hardware_engineer']);
    expect(doc.act('lu-mingqian', { task: 'approval.1.1' })).toBe('TASK_CLOSED');
    expect(doc.state().steps.map(({ act, parties }) => `${act} ${JSON.stringify(parties)}`)).toEqual([
      'fill [{"role":"hardware_engineer","fields":["mainBoardBom","subBoardBom","bomNote"]}]',
      'sign [{"role":"deputy_gm_marketing"}]',
      'sign [{"role":"pmc_manager"}]',
      'acknowledge [{"role":"pmc_clerk"}]',
    ]);
  });
  it('R-O2: the chain of who stands in is the profile’s', () => {
    expect(company.roles[company.orders.approver]?.delegates).toEqual(['gm', 'commercial_supervisor']);
  });
});

describe('the template', () => {
  const text = filled('zh');
  it('prints a sheet for each copy with nothing left to fill', () => {
    expect(text).not.toMatch(/\{\{|undefined|null/);
    for (const label of ['第一联 生产', '第二联 存档', '第三联 自留'])
      expect(text.split('\n').filter((one) => one === label)).toHaveLength(2);
    for (const holder of ['PMC 文员（签收）', '商务档案管理员', '跟单 温景行'])
      expect(text).toContain(holder);
    for (const said of ['PO-2026-0815', 'BOM-M6762-A3', '¥641,500.00', '惠州启明电子厂'])
      expect(text.split(said)).toHaveLength(4);
  });
  it('has a place for every signature on every copy', () => {
    for (const place of ['approval', 'planning', 'receipt'])
      expect(text.split(`docket:sign/${place}`).length).toBeGreaterThanOrEqual(4);
  });
  it('says that the BOM is still to come', () => {
    expect(filled('zh', { mainBoardBom: undefined, subBoardBom: undefined })).toContain('待填写');
    expect(text).not.toContain('待填写');
  });
});
