import { bounced } from '../core/document/bounced.ts';
import type { Ports } from '../core/ports.ts';
import {
  each,
  type MailBounced,
  mailBounced,
  type RenewAsked,
  renewAsked,
  type Scheduled,
  type SignInAsked,
  scheduled,
  signInAsked,
  sqsStage,
  type WakeUp,
  wakeUp,
} from '../wiring.ts';
import { tellOpenNeeds } from './open-needs.ts';
import { tellPriceLock } from './price-lock.ts';
import { renewLink, tellRoute } from './route-mails.ts';
import { sendSignIn } from './sign-in.ts';

type Message = WakeUp | Scheduled | SignInAsked | RenewAsked | MailBounced;

const tell = async (ports: Ports, message: Message): Promise<void> => {
  if ('bounced' in message) {
    // one that asked for nothing is nobody's news
    await bounced(ports, message.bounced);
    return;
  }
  if ('signIn' in message) return sendSignIn(ports, message);
  if ('renew' in message) return renewLink(ports, message);
  if ('schedule' in message) return tellOpenNeeds(ports, message);
  return message.type === 'company.recorded' ? tellPriceLock(ports, message) : tellRoute(ports, message);
};

export const stage = sqsStage(
  'notify',
  wakeUp.or(scheduled).or(signInAsked).or(renewAsked).or(mailBounced),
  each(tell),
);
