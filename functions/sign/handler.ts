import { each, sqsStage, wakeUp } from '../wiring.ts';
import { sign } from './sign.ts';

export const stage = sqsStage('sign', wakeUp, each(sign));
