import { z } from 'zod';
import { mailOfUpload } from '../core/mail-in/events.ts';
import { receipt } from '../core/mail-in/receipt.ts';
import type { Ports } from '../core/ports.ts';
import { each, sqsStage, type WakeUp, wakeUp } from '../wiring.ts';
import { answerMail } from './answer.ts';
import { carryMail } from './carry.ts';
import { takeMail } from './take.ts';

/** What brings a mail: its file, when it came, and what the server that took it found out. */
const arrived = z.object({
  mail: z.object({ key: z.string(), time: z.iso.datetime({ offset: true }), receipt }),
});
/** Its documents had no number yet when it was to be answered. */
const due = z.object({ answer: z.string(), tries: z.int() });

const woken = async (ports: Ports, { stream }: WakeUp): Promise<void> => {
  if (stream.startsWith('mail/')) return carryMail(ports, stream);
  const mail = mailOfUpload(stream);
  if (mail !== undefined) await answerMail(ports, mail);
};

export const stage = sqsStage(
  'mail',
  arrived.or(due).or(wakeUp),
  each(async (ports, message) => {
    if ('mail' in message) return takeMail(ports, message.mail);
    return 'answer' in message ? answerMail(ports, message.answer, message.tries) : woken(ports, message);
  }),
);
