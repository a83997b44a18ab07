import { objectCreated, uploadOf } from '../core/document/upload.ts';
import { each, sqsStage } from '../wiring.ts';
import { intake } from './intake.ts';

export const stage = sqsStage(
  'intake',
  objectCreated,
  each(async (ports, { Records }) => {
    for (const object of Records) await intake(ports, uploadOf(object));
  }),
);
