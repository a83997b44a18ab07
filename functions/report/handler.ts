import { each, scheduled, sqsStage, wakeUp } from '../wiring.ts';
import { follow } from './follow.ts';
import { passTimetables } from './timetable.ts';

export const stage = sqsStage(
  'report',
  wakeUp.or(scheduled),
  each((ports, message) => ('schedule' in message ? passTimetables(ports, message) : follow(ports, message))),
);
