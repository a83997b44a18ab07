import { sqsStage, wakeUp } from '../wiring.ts';
import { archive } from './archive.ts';

export const stage = sqsStage('archive', wakeUp, archive);
