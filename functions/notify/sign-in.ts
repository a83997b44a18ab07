import { createLink } from '../core/access/links.ts';
import { mailId } from '../core/mail.ts';
import { write } from '../core/mails/letter.ts';
import { senderOf } from '../core/mails/sender.ts';
import type { Ports } from '../core/ports.ts';
import type { SignInAsked } from '../wiring.ts';

/** The mail with the link to sign in; whoever has left the profile since gets none. */
export const sendSignIn = async (ports: Ports, { signIn, time }: SignInAsked): Promise<void> => {
  const { company } = await ports.company.current();
  const person = company.people.find(({ id }) => id === signIn);
  if (person === undefined) return;
  await ports.mailer.send(mailId(time, 'sign-in', signIn), async () => {
    const token = await createLink(ports, {
      purpose: 'sign-in',
      recipient: signIn,
      task: '',
      stream: '',
      document: '',
    });
    return {
      from: senderOf(company),
      to: [{ name: person.name.zh, address: person.email }],
      subject: `登录 Docket · Sign in to Docket`,
      date: Date.parse(time),
      ...write({
        company: company.shortName,
        heading: { zh: '登录 Docket', en: 'Sign in to Docket' },
        paragraphs: [
          {
            zh: `${person.name.zh}，您好：请点击下面的按钮登录，15 分钟内有效，只能用一次。`,
            en: `Hello ${person.name.en}, press the button to sign in. It works once, for 15 minutes.`,
          },
        ],
        facts: [],
        button: { label: { zh: '登录', en: 'Sign in' }, href: ports.site.url(`/sign-in/${token}`) },
        closing: [
          {
            zh: '如果您没有要求登录，请忽略本邮件，也不要转发。',
            en: 'If you did not ask for it, ignore this mail, and do not forward it.',
          },
        ],
      }),
    };
  });
};
