import { objectCreated } from '../core/document/upload.ts';
import { each, sqsStage } from '../wiring.ts';
import { intake } from './intake.ts';

export const stage = sqsStage(
  'intake',
  objectCreated,
  each(async (ports, { Records }) => {
    for (const notice of Records) {
      const upload = await ports.inbox.take(notice);
      if (upload) await intake(ports, upload);
    }
  }),
);
