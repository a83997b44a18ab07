import type { Company } from '../company.ts';
import { REFUSALS, type Refusal } from '../mail-in/attachments.ts';
import type { Problem, Text } from '../result.ts';
import type { Letter } from './letter.ts';

/** What became of one attachment. */
export interface Outcome {
  readonly name: string;
  /** Title of the kind; null when nobody recognised it. */
  readonly kind: Text | null;
  /** Numbers of the documents, new or known before; none for reference data. */
  readonly numbers: readonly string[];
  readonly received: number;
  readonly duplicates: number;
  readonly problems: readonly Problem[];
}

/** Everything that an answer may say. */
export interface AnswerFacts {
  readonly company: Company;
  readonly outcomes: readonly Outcome[];
  readonly refused: readonly Refusal[];
  /** Where each kind is sent, when one could not be told. */
  readonly choices?: Letter['choices'];
  /** Page on which a decision is confirmed. */
  readonly link?: string | undefined;
  /** Somebody agreed to a document on which nothing waits for him. */
  readonly nothingWaits: boolean;
}

const SHOWN = 20;

const problemText = ({ label, message, fix }: Problem): Text => {
  const side = (language: 'zh' | 'en', colon: string, stop: string): string =>
    [label && `${label[language]}${colon}`, message[language], fix && `${stop}${fix[language]}`]
      .filter(Boolean)
      .join('');
  return { zh: side('zh', '：', '。'), en: side('en', ': ', '. ') };
};

const more = (n: number): Text => ({
  zh: `还有 ${n} 处，见附件`,
  en: `${n} more are marked in the attached copy`,
});

const mistakesOf = ({ outcomes, refused }: AnswerFacts): NonNullable<Letter['mistakes']> => {
  const all = outcomes.flatMap(({ problems }) => problems);
  const shown = all.slice(0, SHOWN).map((one) => ({ place: one.cell ?? '', said: problemText(one) }));
  const rest = all.length > SHOWN ? [{ place: '', said: more(all.length - SHOWN) }] : [];
  return [...shown, ...rest, ...refused.map((code) => ({ place: '', said: REFUSALS[code] }))];
};

const few = (numbers: readonly string[]): Text => {
  const three = numbers.slice(0, 3);
  const rest = numbers.length - three.length;
  return {
    zh: three.join('、') + (rest > 0 ? ` 等 ${numbers.length} 份` : ''),
    en: three.join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
  };
};

const headingOf = (facts: AnswerFacts): Text => {
  const { outcomes, refused, choices, link, nothingWaits } = facts;
  const numbers = outcomes.flatMap((one) => one.numbers);
  if (link !== undefined) return { zh: '请在网页上确认', en: 'Please confirm on the page' };
  if (outcomes.some(({ problems }) => problems.length > 0))
    return { zh: '有内容需要修改', en: 'Something has to be mended' };
  if (choices) return { zh: '请说明是哪一种单据', en: 'Which kind of document is it?' };
  if (refused.length > 0) return { zh: '附件没有接收', en: 'The attachment was not taken' };
  if (nothingWaits) return { zh: '没有待您办理的事项', en: 'Nothing waits for you there' };
  if (outcomes.length === 0) return { zh: '邮件里没有申请', en: 'There is no request in your mail' };
  const { zh, en } = few(numbers);
  if (numbers.length === 0) return { zh: '已收到', en: 'Received' };
  const old = outcomes.every(({ received }) => received === 0);
  return old
    ? { zh: `之前已收到：${zh}`, en: `Received before: ${en}` }
    : { zh: `已收到，编号 ${zh}`, en: `Received as ${en}` };
};

const MEND: Text = {
  zh: '请在附件中红色标记处修改后，直接回复本邮件并附上改好的文件。',
  en: 'Mend the cells that are marked red in the attached copy, and answer this mail with that file.',
};
const CONFIRM: Text = {
  zh: '邮件本身不能签批。请打开下面的页面，核对单据后确认。',
  en: 'A mail alone signs nothing. Open the page, look at the document, and confirm there.',
};
const ASK: Text = {
  zh: '从附件里看不出是哪一种单据。请把文件转发到对应的地址，或使用空白申请表。',
  en: 'The attachment does not say what it asks for. Send it to the address of its kind, or use the blank form.',
};
const NONE: Text = {
  zh: '请把填好的申请表（.xlsx、.csv 或 .json）作为附件发送；正文不会被读取。',
  en: 'Attach the filled-in form (.xlsx, .csv or .json); the text of a mail is not read.',
};

const paragraphsOf = ({ outcomes, refused, choices, link, nothingWaits }: AnswerFacts): readonly Text[] => [
  ...(link !== undefined ? [CONFIRM] : []),
  ...(outcomes.some(({ problems }) => problems.length > 0) ? [MEND] : []),
  ...(choices ? [ASK] : []),
  ...(outcomes.length + refused.length === 0 && !choices && link === undefined && !nothingWaits
    ? [NONE]
    : []),
];

const factOf = ({
  name,
  kind,
  numbers,
  received,
  duplicates,
  problems,
}: Outcome): readonly [Text, string] => {
  const title = kind ?? { zh: '附件', en: 'Attachment' };
  const counts = [
    received > 0 && `收到 Received ${received}`,
    duplicates > 0 && `重复 Known before ${duplicates}`,
    problems.length > 0 && `有误 Mistakes ${problems.length}`,
  ].filter((one) => one !== false);
  const more = numbers.length > SHOWN ? ' …' : '';
  return [
    title,
    [name, numbers.slice(0, SHOWN).join(', ') + more, counts.join(' · ')].filter(Boolean).join(' — '),
  ];
};

/** The answer to a mail: what was made of it, or everything that is wrong with it. */
export const answerLetter = (facts: AnswerFacts): Letter => {
  const { company, outcomes, choices, link } = facts;
  const mistakes = mistakesOf(facts);
  return {
    company: company.shortName,
    heading: headingOf(facts),
    paragraphs: paragraphsOf(facts),
    facts: outcomes.map(factOf),
    ...(mistakes.length > 0 && { mistakes }),
    ...(choices && { choices }),
    ...(link !== undefined && {
      button: { label: { zh: '打开并确认', en: 'Open and confirm' }, href: link },
    }),
    closing: [
      {
        zh: '本邮件由系统自动回复您的来信。',
        en: 'A program answered the mail that you sent us.',
      },
    ],
  };
};
