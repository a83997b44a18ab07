import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../functions/core/business/calendar.ts';
import { type Company, parseCompany } from '../../functions/core/company.ts';
import type { Context } from '../../functions/core/kind.ts';
import { compile } from '../../functions/core/ooxml/index.ts';
import { brokenRules } from '../../test/support/rules.ts';
import { ARTICLES } from './clauses.ts';
import { kind } from './kind.ts';

const bytes = (path: string) => new Uint8Array(readFileSync(new URL(path, import.meta.url)));
const sample = JSON.parse(new TextDecoder().decode(bytes('./sample.json')));
const shipped = parseCompany(new TextDecoder().decode(bytes('../company/company.yaml')));
if (!shipped.ok) throw new Error(JSON.stringify(shipped.error));
const company = shipped.value;

const contextOf = (contracts: Partial<Company['contracts']> = {}): Context => ({
  company: { ...company, contracts: { ...company.contracts, ...contracts } },
  calendar: createCalendar(),
  today: '2026-11-23',
  at: Date.parse('2026-11-23T10:00:00+08:00'),
  references: {},
  records: [],
});

const [line] = sample.lines;
const costing = (unitPrice: string) => ({ lines: [{ ...line, quantity: '1', unitPrice }] });

const derive = (change: object = {}, contracts: Partial<Company['contracts']> = {}) =>
  kind.derive(kind.input.parse({ ...sample, ...change }), contextOf(contracts));

const roles = (change: object, contracts: Partial<Company['contracts']> = {}) =>
  derive(change, contracts).needs.map(({ role }) => role);

const refused = (change: object): string[] =>
  brokenRules(kind, { ...sample, ...change }, contextOf()).map(
    ({ code, path }) => `${code} ${path?.join('.') ?? ''}`,
  );

describe('R-C2: the threshold (S97)', () => {
  it.each([
    ['999999.99', 'marketing_director'],
    ['1000000.00', 'review_panel'],
    ['1000000.01', 'review_panel'],
  ])('%s CNY is for %s', (price, role) => {
    expect(roles(costing(price))).toEqual(['sales_director', role]);
  });
  it('exactly the threshold is the director’s where the profile says so', () => {
    expect(roles(costing('1000000'), { atThreshold: 'director' })).toEqual([
      'sales_director',
      'marketing_director',
    ]);
    expect(roles(costing('1000000.01'), { atThreshold: 'director' })).toContain('review_panel');
  });
  it('foreign currency counts at the stated rate', () => {
    const dollars = { ...costing('140000'), currency: 'USD' };
    expect(roles({ ...dollars, exchangeRate: '7.12' })).toEqual(['sales_director', 'marketing_director']);
    expect(roles({ ...dollars, exchangeRate: '7.142858' })).toEqual(['sales_director', 'review_panel']);
  });
});

describe('R-C3: counsel (S96)', () => {
  it('reviews first what is changed beside the four items', () => {
    expect(roles({ changes: '质保期改为 24 个月' })[0]).toBe('legal_counsel');
  });
  it('reviews what is unfavourable', () => {
    expect(roles({ unfavourable: true })[0]).toBe('legal_counsel');
  });
  it('is not asked about the four items', () => {
    const agreed = { deliveryPlace: '甲', deliveryCost: '乙', deliveryTime: '丙', paymentTerms: '丁' };
    expect(roles(agreed)).not.toContain('legal_counsel');
  });
});

describe('rules', () => {
  it('takes the sample', () => {
    expect(refused({})).toEqual([]);
  });
  it.each([
    [{ applicant: 'nobody' }, 'APPLICANT_UNKNOWN applicant'],
    [{ taxRatePercent: '17' }, 'TAX_RATE taxRatePercent'],
    [{ termTo: '2026-11-22' }, 'TERM_BEFORE_START termTo'],
    [{ buyerCreditCode: '91440101MA59EKAMI0' }, 'USCC_FORM buyerCreditCode'],
    [{ email: 'nowhere' }, 'EMAIL_FORM email'],
    [{ currency: 'USD' }, 'RATE_MISSING exchangeRate'],
    [{ currency: 'USD', exchangeRate: '0' }, 'RATE_MISSING exchangeRate'],
    [{ exchangeRate: '7.1' }, 'RATE_OF_CNY exchangeRate'],
    [{ depositPercent: '20.01' }, 'DEPOSIT_TOO_BIG depositPercent'],
    [{ revision: 1 }, 'REVISION_REASON_MISSING revisionReason'],
    [costing('0'), 'PRICE_ZERO lines.0.unitPrice'],
    [{ lines: [{ ...line, quantity: '999999999999', unitPrice: '2' }] }, 'TOTAL_TOO_BIG '],
  ])('refuses %j', (change, expected) => {
    expect(refused(change)).toEqual([expected]);
  });
  it.each([
    [{ termTo: '2026-11-23' }],
    [{ depositPercent: '20' }],
    [{ buyerCreditCode: 'HRB 12345' }],
    [{ currency: 'USD', exchangeRate: '7.12' }],
  ])('takes %j', (change) => {
    expect(refused(change)).toEqual([]);
  });
  it('tells them all at once', () => {
    expect(refused({ email: 'nowhere', depositPercent: '30', revision: 1 })).toHaveLength(3);
  });
});

describe('figures', () => {
  it('add up per line and are written in words', () => {
    const { data, amount } = derive();
    expect(amount).toBe('661150.00');
    expect(data).toMatchObject({
      total: { gross: '661150.00', net: '585088.49', tax: '76061.51' },
      totalFigure: '¥661,150.00',
      totalInWords: { zh: '人民币陆拾陆万壹仟壹佰伍拾元整' },
      deposit: { percent: '20%', figure: '¥132,230.00' },
    });
  });
});

const FILES = { zh: 'sales-contract.zh-CN.docx', both: 'sales-contract.zh-en.docx' } as const;

/** The text of every paragraph of the filled contract. */
const filled = (language: keyof typeof FILES, change: object = {}): string => {
  const data = {
    ...derive({ language, ...change }).data,
    number: 'SC-2026-000001',
    revision: 0,
    company,
  };
  const parts = unzipSync(compile(bytes(`./${FILES[language]}`)).fill(data, { language: 'zh' }));
  return [...strFromU8(parts['word/document.xml']!).matchAll(/<w:p[ >].*?<\/w:p>/gs)]
    .map(([xml]) => [...xml.matchAll(/<w:t[^>]*>([^<]*)</g)].map(([, text]) => text).join(''))
    .join('\n');
};

describe.each(['zh', 'both'] as const)('the template, %s', (language) => {
  const text = filled(language);
  it('prints parties, goods, figures and the four items with nothing left to fill', () => {
    expect(text).not.toMatch(/\{\{|undefined|null/);
    for (const said of [
      '示例通讯设备有限公司',
      company.name.zh,
      'YH-M6762-V3',
      '5,000',
      '118.50',
      '¥661,150.00',
      '人民币陆拾陆万壹仟壹佰伍拾元整',
      '送货地点：广州市黄埔区科学大道 200 号，买方仓库。',
      '送货费用：运费由卖方承担，卸货费由买方承担。',
      '交货时间：收到定金之日起 20 个工作日内一次交清。',
      '付款情况：合同签订后 3 日内付定金，余款在发货前付清。',
      '沈远舟',
    ])
      expect(text).toContain(said);
    expect(text.includes('Force majeure')).toBe(language === 'both');
  });
  it('has every article', () => {
    for (const { title } of ARTICLES) expect(text).toContain(title.zh);
  });
  it('says “none” where there is nothing, and no blank stays to be filled in later', () => {
    expect(text).toContain('\n无。');
    const bare = filled(language, {
      depositPercent: undefined,
      buyerBank: undefined,
      buyerAccount: undefined,
    });
    expect(bare).not.toContain('定金为合同总价的');
    expect(bare).toContain('—');
    expect(filled(language, { changes: '质保期改为 24 个月' })).toContain('\n质保期改为 24 个月');
  });
});
