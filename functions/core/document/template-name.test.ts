import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineKind, type Kind } from '../kind.ts';
import { replacedBy } from './template-name.ts';

const kind = (id: string, ...templates: readonly (readonly [string, 'zh' | 'en'])[]): Kind =>
  defineKind({
    id,
    title: { zh: id, en: id },
    purpose: { zh: '', en: '' },
    input: z.object({}),
    requestKey: () => '',
    subject: () => ({ title: '', party: '' }),
    retentionYears: 1,
    series: 'X',
    outputs: templates.map(([template, language]) => ({ template, language })),
    prints: z.object({}),
    derive: () => ({ data: {}, needs: [] }),
  });

const kinds = new Map(
  [
    kind('quotation', ['quotation.zh-CN.xlsx', 'zh'], ['quotation.en.xlsx', 'en']),
    kind('memo', ['memo.docx', 'zh']),
    kind('contract', ['contract.docx', 'zh'], ['contract.annex.docx', 'zh'], ['contract.en.docx', 'en']),
  ].map((one) => [one.id, one]),
);

const meant = (folder: string | undefined, name: string): string => {
  const found = replacedBy(kinds, folder, name);
  return found.ok ? found.value.output.template : (found.error[0]?.code ?? '');
};

it.each([
  ['quotation', 'quotation.zh-CN.xlsx', 'quotation.zh-CN.xlsx'],
  ['quotation', 'Quotation.EN (2).xlsx', 'quotation.en.xlsx'],
  ['quotation', 'quotation.en - 副本.xlsx', 'quotation.en.xlsx'],
  ['quotation', 'quotation.en.annotated.xlsx', 'quotation.en.xlsx'],
  ['quotation', 'quotation.en.docx', 'quotation.en.xlsx'],
  ['quotation', '新报价单 中文.xlsx', 'quotation.zh-CN.xlsx'],
  ['quotation', 'new_english_2027.xlsx', 'quotation.en.xlsx'],
  ['quotation', 'new english 2027.xlsx', 'quotation.en.xlsx'],
  ['quotation', '中文 and English.xlsx', 'TEMPLATE_UNKNOWN'],
  ['quotation', 'client center.xlsx', 'TEMPLATE_UNKNOWN'],
  ['quotation', 'quotation.english.xlsx', 'quotation.en.xlsx'],
  ['quotation', 'quotation.xlsx', 'TEMPLATE_UNKNOWN'],
  ['memo', 'whatever.docx', 'memo.docx'],
  ['contract', 'contract.annex v3.docx', 'contract.annex.docx'],
  ['contract', 'contract v3.docx', 'contract.docx'],
  ['contract', 'zh.docx', 'TEMPLATE_UNKNOWN'],
  [undefined, 'memo.docx', 'memo.docx'],
  [undefined, 'quotation.en (3).xlsx', 'quotation.en.xlsx'],
  [undefined, 'english.xlsx', 'TEMPLATE_UNKNOWN'],
  ['nothing', 'memo.docx', 'KIND_UNKNOWN'],
])('in %s the file %s is for %s', (folder, name, expected) => {
  expect(meant(folder, name)).toBe(expected);
});

it('a refusal lists the names that would do', () => {
  const found = replacedBy(kinds, 'quotation', 'x.xlsx');
  expect(found).toMatchObject({
    error: [{ fix: { en: expect.stringContaining('quotation.zh-CN.xlsx, quotation.en.xlsx') } }],
  });
});
