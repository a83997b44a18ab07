import { moneyText } from '../business/money-text.ts';
import type { Company } from '../company.ts';
import type { DocumentRow } from '../ports.ts';
import type { Text } from '../result.ts';
import type { Act } from '../routing/route.ts';
import type { Letter } from './letter.ts';

/** What a mail says of the document that it is about. */
export interface About {
  readonly company: Company;
  readonly kind: Text;
  readonly row: DocumentRow;
  /** Name of the requester; null when the document came in by itself. */
  readonly requester: Text | null;
  /** Last working day on which it is not late, `yyyy-mm-dd`. */
  readonly due: string | null;
}

type Asked = Act | 'countersign' | 'revise';

const ASKS: Readonly<Record<Asked, Text>> = {
  fill: { zh: '请填写', en: 'Please fill in' },
  approve: { zh: '请审批', en: 'Please approve' },
  sign: { zh: '请签字', en: 'Please sign' },
  seal: { zh: '请用印', en: 'Please seal' },
  acknowledge: { zh: '请签收', en: 'Please confirm receipt' },
  countersign: { zh: '请补签', en: 'Please countersign' },
  revise: { zh: '请修改', en: 'Please revise' },
};

const nameOf = ({ row, kind }: About): Text => ({
  zh: `${kind.zh} ${row.number ?? ''}`.trim(),
  en: `${kind.en} ${row.number ?? ''}`.trim(),
});

/** `请签字：销售合同 SC-2026-000001 · Please sign: Sales contract SC-2026-000001`; nobody's name is in it. */
export const subjectOf = (what: Text, about: About): string => {
  const name = nameOf(about);
  return `${what.zh}：${name.zh} · ${what.en}: ${name.en}`;
};

const factsOf = ({ row, requester, due }: About): Letter['facts'] => {
  const facts: (readonly [Text, string | null])[] = [
    [{ zh: '单号', en: 'Number' }, row.number],
    [{ zh: '客户', en: 'Customer' }, row.party || null],
    [{ zh: '事由', en: 'Subject' }, row.title || null],
    [{ zh: '金额', en: 'Amount' }, row.amount === null ? null : moneyText(row.amount, row.currency)],
    [{ zh: '经办人', en: 'From' }, requester && `${requester.zh} ${requester.en}`],
    [{ zh: '请于此日前办理', en: 'By' }, due],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
};

const NOT_FORWARD: Text = {
  zh: '本邮件的链接只供您本人使用，请勿转发。',
  en: 'The link in this mail is for you alone: do not forward it.',
};

/** One thing that the letter is about, with what to press. */
export const routeLetter = (
  about: About,
  what: Text,
  paragraphs: readonly Text[],
  button?: Letter['button'],
): Letter => {
  const name = nameOf(about);
  return {
    company: about.company.shortName,
    heading: { zh: `${what.zh}：${name.zh}`, en: `${what.en}: ${name.en}` },
    paragraphs,
    facts: factsOf(about),
    ...(button && { button }),
    closing: button ? [NOT_FORWARD] : [],
  };
};

export const askOf = (what: Asked): Text => ASKS[what];
