import type { Ports } from '../core/ports.ts';
import {
  each,
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
import { sendSignIn } from './sign-in.ts';

const tell = (ports: Ports, message: WakeUp | Scheduled | SignInAsked): Promise<void> => {
  if ('signIn' in message) return sendSignIn(ports, message);
  return 'schedule' in message ? tellOpenNeeds(ports, message) : tellPriceLock(ports, message);
};

export const stage = sqsStage('notify', wakeUp.or(scheduled).or(signInAsked), each(tell));
