import type { Company } from '../company.ts';
import type { Letter } from './letter.ts';

/** The one-time code for an external signer. */
export const codeLetter = (company: Company, number: string, code: string): Letter => ({
  company: company.shortName,
  heading: { zh: `验证码：${number}`, en: `Code: ${number}` },
  paragraphs: [
    {
      zh: '请在签署页面输入下面的验证码，5 分钟内有效。',
      en: 'Type this code on the page on which you sign. It holds for five minutes.',
    },
  ],
  facts: [],
  code,
  closing: [
    {
      zh: '我们的工作人员不会向您索要验证码。如果您没有要求签署，请忽略本邮件。',
      en: 'Nobody of ours asks you for this code. If you did not ask to sign, ignore this mail.',
    },
  ],
});
