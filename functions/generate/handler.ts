import { sqsStage, wakeUp } from '../wiring.ts';
import { generate } from './generate.ts';

export const stage = sqsStage('generate', wakeUp, generate);
