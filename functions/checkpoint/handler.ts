import { scheduled, sqsStage } from '../wiring.ts';
import { checkpoint } from './checkpoint.ts';

export const stage = sqsStage('checkpoint', scheduled, checkpoint);
