import { readFileSync } from 'node:fs';
import { createFaces } from '../../functions/adapters/fontkit/faces.ts';
import type { DocumentSigner } from '../../functions/core/pdf/cms.ts';
import { preparePdf } from '../../functions/core/pdf/prepare.ts';
import type { Sheet, Slot } from '../../functions/core/pdf/sheet.ts';
import { type Act, signPdf } from '../../functions/core/pdf/sign.ts';
import { contractPdf } from './contract-pdf.ts';
import { SIGNED_AT } from './document-signer.ts';

const seal = new URL('../../templates/company/seal.png', import.meta.url);

const slot = (id: string, kind: Slot['kind'], zh: string, en: string): Slot => ({
  id,
  kind,
  place: id,
  title: { zh, en },
});

const director = slot('director', 'sign', '营销部部长', 'Marketing director');
const deputy = slot('deputy-gm', 'sign', '市场副总经理', 'Deputy GM (marketing)');
const customer = slot('customer', 'sign', '客户', 'Customer');
const company = slot('company', 'seal', '印章保管人', 'Seal keeper');

export const sheet: Sheet = {
  company: { zh: '深圳市砚禾电子科技有限公司', en: 'Shenzhen Yanhe Electronics Technology Co., Ltd.' },
  title: { zh: '销售合同', en: 'Sales contract' },
  number: 'YH-SC-2026-000123',
  revision: 0,
  stream: 'k3jf7qzv5t2hdbt4ylx6v2kq3mnoeaswd4c7p2u6r5g3b7xy2zma',
  verifyUrl: 'https://docket.example.com/verify/k3jf7qzv5t2hdbt4ylx6v2kq3mnoeaswd4c7p2u6r5g3b7xy2zma',
  slots: [director, deputy, customer, company],
  spare: 2,
  straddle: true,
};

/** Places of the deputy GM (twice), the customer and the seal; the director has none. */
const contract = (): Promise<Uint8Array> =>
  contractPdf(3, [
    { page: 0, uri: 'docket:sign/deputy-gm?w=30&h=10', at: [430, 60, 60, 14] },
    { page: 2, uri: 'docket:sign/deputy-gm', at: [80, 180, 100, 14] },
    { page: 2, uri: 'docket:seal/company', at: [110, 180, 60, 14] },
    { page: 2, uri: 'docket:sign/customer', at: [340, 180, 100, 14] },
    { page: 2, uri: 'https://www.example.com/', at: [60, 40, 60, 14] },
  ]);

export const faces = createFaces();

export const prepared = async (): Promise<Uint8Array> => preparePdf(await contract(), sheet, await faces());

const hour = 3600_000;
const wave = Array.from({ length: 50 }, (_, index) => [
  20 + index * 5,
  60 + Math.round(Math.sin(index / 4) * 30),
]);

/** A three-signer contract, sealed, and countersigned the day after. */
export const acts: readonly Act[] = [
  {
    slot: 'director',
    at: SIGNED_AT,
    name: '王小明',
    title: director.title,
    what: { zh: '签字', en: 'Signed' },
    look: { kind: 'typed', text: '王小明' },
    details: ['登录链接 E-mailed link'],
  },
  {
    slot: 'deputy-gm',
    at: SIGNED_AT + hour,
    name: '李建国',
    title: deputy.title,
    what: { zh: '代签', en: 'Signed on behalf' },
    look: { kind: 'drawn', strokes: [wave.flat(), [100, 20, 140, 100, 180, 30]], width: 300, height: 120 },
    details: ['代：陈志远', '授权：电话 2026-11-30 08:40 Authorised by phone'],
  },
  {
    slot: 'customer',
    at: SIGNED_AT + 2 * hour,
    name: 'John Smith',
    title: customer.title,
    what: { zh: '签字', en: 'Signed' },
    look: { kind: 'typed', text: 'John Smith' },
    details: ['One-time code by e-mail'],
  },
  {
    slot: 'company',
    at: SIGNED_AT + 3 * hour,
    name: '赵敏',
    title: company.title,
    what: { zh: '盖章', en: 'Sealed' },
    look: { kind: 'picture', bytes: readFileSync(seal) },
    details: [],
    trail: [{ at: '2026-11-30 09:00:00', who: '王小明', what: { zh: '签字', en: 'Signed' } }],
  },
  {
    slot: 'spare-1',
    at: SIGNED_AT + 24 * hour,
    name: '陈志远',
    title: deputy.title,
    what: { zh: '补签', en: 'Countersigned' },
    look: { kind: 'typed', text: '陈志远' },
    details: ['补签：李建国 2026-11-30 10:00 的代签'],
  },
];

/** The revisions of the contract: prepared, then after each act. */
export const revisions = async (signer: DocumentSigner): Promise<readonly Uint8Array[]> => {
  const made = [await prepared()];
  for (const act of acts) made.push(await signPdf(made.at(-1)!, act, { signer, faces: await faces() }));
  return made;
};
