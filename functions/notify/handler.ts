import { each, scheduled, sqsStage, wakeUp } from '../wiring.ts';
import { tellOpenNeeds } from './open-needs.ts';
import { tellPriceLock } from './price-lock.ts';

export const stage = sqsStage(
  'notify',
  wakeUp.or(scheduled),
  each((ports, message) =>
    'schedule' in message ? tellOpenNeeds(ports, message) : tellPriceLock(ports, message),
  ),
);
