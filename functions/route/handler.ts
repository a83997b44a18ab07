import { scheduled, sqsStage, wakeUp } from '../wiring.ts';
import { route } from './route.ts';

export const stage = sqsStage('route', wakeUp.or(scheduled), route);
