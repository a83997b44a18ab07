import { documentCounts } from '../../functions/core/document/counts.ts';
import { workOf } from '../../functions/core/document/states.ts';
import { quickRenderer } from '../support/quick-renderer.ts';
import { filePart, rawMail, textPart } from '../support/raw-mail.ts';
import { quotationRequests } from '../support/requests.ts';
import { openRunning } from './spine.ts';

const COUNT = 1000;

/** From the queue to filed, numbered and answered; PDFs are not LibreOffice's. */
export const mail = async (data: string): Promise<string> => {
  const { ports, runtime } = await openRunning(data, quickRenderer());
  const mails = quotationRequests(COUNT, 6).map((request, n) =>
    rawMail({
      id: `<bench-${n}@mail.example.com>`,
      subject: `request ${n}`,
      parts: [
        textPart('see the attachment'),
        filePart(`r${n}.json`, JSON.stringify(request), 'application/json'),
      ],
    }),
  );
  const began = performance.now();
  const time = new Date().toISOString();
  for (const [n, raw] of mails.entries()) {
    const key = `received/mail/bench-${n}/mail.eml`;
    await ports.files.put(key, raw);
    await ports.queue.send('mail', [{ mail: { key, time, receipt: { by: 'hand' } } }]);
  }
  await runtime.idle();
  const wall = (performance.now() - began) / 1000;
  const { done } = workOf(documentCounts(await ports.views.counts()));
  const answered = (await ports.views.list({ kind: 'mail', limit: 0, offset: 0 })).total;
  await runtime.stop();
  return `${COUNT} mails with one attachment each: ${answered} taken, ${done} documents, answers out, in ${wall.toFixed(1)} s`;
};
