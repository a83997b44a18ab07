import { sqsStage, wakeUp } from '../wiring.ts';
import { render } from './render.ts';

export const stage = sqsStage('render', wakeUp, render);
