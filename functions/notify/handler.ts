import { each, sqsStage, wakeUp } from '../wiring.ts';
import { notify } from './notify.ts';

export const stage = sqsStage('notify', wakeUp, each(notify));
