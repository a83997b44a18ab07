import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCompany, reopenCompany, whoHas } from './company.ts';

const shipped = readFileSync(new URL('../../templates/company/company.yaml', import.meta.url), 'utf8');

/** The shipped profile with some of its text changed. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the profile has no “${from}”`);
    return text.replace(from, to);
  }, shipped);
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

function problems(text: string) {
  const read = parseCompany(text);
  return read.ok ? [] : read.error;
}

const codes = (text: string) => problems(text).map(({ code }) => code);

describe('the shipped profile', () => {
  const read = parseCompany(shipped);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const company = read.value;

  it('has somebody for every role that the documents name', () => {
    const roles =
      'deputy_gm_marketing gm commercial_supervisor commercial_centre department_head sales purchasing hardware_engineer pmc_manager pmc_clerk finance_signer cfo sales_director marketing_director legal_counsel review_panel seal_keeper front_desk delivery_note_clerk commercial_archivist';
    for (const role of roles.split(' ')) expect(whoHas(company, role).length, role).toBeGreaterThan(0);
    expect(whoHas(company, 'review_panel').length).toBeGreaterThanOrEqual(3);
    expect(whoHas(company, 'nobody')).toEqual([]);
  });
  it('keeps the delegates in order and every digit of the account', () => {
    expect(company.roles.deputy_gm_marketing?.delegates).toEqual(['gm', 'commercial_supervisor']);
    expect(company.bank.account).toBe('4400015500108866001');
    expect(company.quoting.validDays).toBe(15);
  });
});

describe('mistakes of a profile', () => {
  it.each([
    ['ROLE_UNKNOWN', 'floorSigner: department_head', 'floorSigner: departmnt_head', 'department_head'],
    [
      'ROLE_UNKNOWN',
      'delegates: [gm, commercial_supervisor]',
      'delegates: [gn, commercial_supervisor]',
      'gm',
    ],
    ['KEY_UNKNOWN', 'validDays: 15', 'validDays: 15\n  validDay: 15', 'validDays'],
    ['PERSON_TWICE', 'id: tan-jiahe', 'id: xia-mengyao', undefined],
    ['EMAIL_TWICE', 'email: tan.jiahe@', 'email: Xia.Mengyao@', undefined],
    ['FACTORY_TWICE', 'id: huizhou', 'id: dongguan', undefined],
    ['ROLE_EMPTY', '  gm: { title', '  chef: { title: { zh: 厨师, en: Chef } }\n  gm: { title', undefined],
    [
      'DELEGATE_CIRCLE',
      '总经理, en: General Manager }',
      '总经理, en: General Manager }, delegates: [deputy_gm_marketing]',
      undefined,
    ],
    ['CREDIT_CODE', '91440300MA5YH8Q66C', '91440300MA5YH8Q66D', undefined],
    ['CREDIT_CODE', '91440300MA5YH8Q66C', '9144O300MA5YH8Q66C', '91440300MA5YH8Q66C'],
    ['BAD_DATE', 'absences: []', "absences: [{ from: '2026-02-30', to: '2026-03-01' }]", undefined],
    ['DATES_BACKWARDS', 'absences: []', 'absences: [{ from: 2026-03-02, to: 2026-03-01 }]', undefined],
    ['KEY_MISSING', "numberPrefix: ''\n", '', undefined],
    ['BAD_VALUE', 'show: line', 'show: row', undefined],
    ['BAD_VALUE', 'email: sales@yanhe.example.com', 'email: sales', undefined],
    ['YAML_SYNTAX', 'calendar: {}', 'calendar: {', undefined],
    ['YAML_KEY_TWICE', 'calendar: {}', 'calendar: {}\ncalendar: {}', undefined],
  ])('%s: %s', (code, from, to, suggestion) => {
    const found = problems(changed([from, to])).filter((problem) => problem.code === code);
    expect(found).toHaveLength(1);
    expect(found[0]?.message.zh).toMatch(/^第 \d+ 行：/);
    if (suggestion !== undefined)
      expect(found[0]?.fix?.en).toContain(`“${suggestion}”`.replaceAll(/[“”]/g, '"'));
  });

  it('tells the line of each', () => {
    const text = changed(['floorSigner: department_head', 'floorSigner: chief'], ['show: line', 'show: row']);
    const cells = problems(text).map(({ cell }) => cell);
    expect(cells).toEqual([
      `company.yaml:${lineOf(text, 'show: row')}`,
      `company.yaml:${lineOf(text, 'floorSigner: chief')}`,
    ]);
  });

  it('tells all of them at once', () => {
    const text = changed(
      ['floorSigner: department_head', 'floorSigner: chief'],
      ['id: tan-jiahe', 'id: xia-mengyao'],
      ['91440300MA5YH8Q66C', '91440300MA5YH8Q66D'],
      ['validDays: 15', 'validDays: many'],
      ['show: line', 'show: row'],
    );
    expect(codes(text).sort()).toEqual([
      'BAD_VALUE',
      'BAD_VALUE',
      'CREDIT_CODE',
      'PERSON_TWICE',
      'ROLE_UNKNOWN',
    ]);
  });

  it('takes a real code that fails its check character once a person has confirmed it', () => {
    const code: readonly [string, string] = ['91440300MA5YH8Q66C', '91350100M0001TGQXM'];
    expect(codes(changed(code))).toEqual(['CREDIT_CODE']);
    expect(codes(changed([code[0], `${code[1]}\ncreditCodeConfirmed: true`]))).toEqual([]);
  });

  it('tells a circle of three once, with the whole way', () => {
    const text = changed(
      ['总经理, en: General Manager }', '总经理, en: General Manager }, delegates: [commercial_supervisor]'],
      ['en: Commercial Supervisor }', 'en: Commercial Supervisor }, delegates: [deputy_gm_marketing]'],
      ['delegates: [gm, commercial_supervisor]', 'delegates: [gm]'],
    );
    const found = problems(text).filter(({ code }) => code === 'DELEGATE_CIRCLE');
    expect(found).toHaveLength(1);
    expect(found[0]?.message.en).toContain('gm → commercial_supervisor → deputy_gm_marketing → gm');
  });

  it.each(['', '[]', 'text', '- a\n- b', 'a: &x [*x]', 'a: *gone', '\u0000'])(
    'answers %j with problems, never throws',
    (text) => {
      expect(problems(text).length).toBeGreaterThan(0);
    },
  );

  it('does not swell a file of nested aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
    ];
    expect(codes(bomb.join('\n'))).toEqual(['YAML_ALIAS']);
  });
});

describe('a profile that was in force once', () => {
  it('is read although a rule of today would refuse it, but not when it is no profile', () => {
    const twice = changed(['lu.mingqian@yanhe.example.com', 'shen.yuanzhou@yanhe.example.com']);
    expect(codes(twice)).toEqual(['EMAIL_TWICE']);
    expect(reopenCompany(twice).ok).toBe(true);
    expect(reopenCompany('people: nobody').ok).toBe(false);
  });
});
