import type { Ports } from '../core/ports.ts';
import {
  each,
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

const tell = (ports: Ports, message: WakeUp | Scheduled | SignInAsked | RenewAsked): Promise<void> => {
  if ('signIn' in message) return sendSignIn(ports, message);
  if ('renew' in message) return renewLink(ports, message);
  if ('schedule' in message) return tellOpenNeeds(ports, message);
  return message.type === 'company.recorded' ? tellPriceLock(ports, message) : tellRoute(ports, message);
};

export const stage = sqsStage('notify', wakeUp.or(scheduled).or(signInAsked).or(renewAsked), each(tell));
