import { noteSender } from '../core/access/senders.ts';
import { uploadStream } from '../core/document/events.ts';
import { readCommitted } from '../core/document/personal.ts';
import { receivedKey } from '../core/document/upload.ts';
import { sha256 } from '../core/ledger/hash.ts';
import { sortAttachments } from '../core/mail-in/attachments.ts';
import { goesOn, replayMail } from '../core/mail-in/events.ts';
import { readMessage } from '../core/mail-in/message.ts';
import type { Ports } from '../core/ports.ts';
import { answerMail } from './answer.ts';

/** What S3 tells of a file that came in, in the form that intake reads. */
const created = (key: string, eventTime: string) => ({
  Records: [{ eventTime, s3: { object: { key: encodeURIComponent(key).replaceAll('%2F', '/') } } }],
});

/** Hands the attachments of a mail to intake, each as an upload; a call again only repeats what is not done. */
export const carryMail = async (ports: Ports, stream: string): Promise<void> => {
  const state = replayMail(await ports.ledger.read(stream));
  if (state === undefined || !goesOn(state)) return;
  const { uploads, file, sender } = state.content;
  if (uploads.length === 0) return answerMail(ports, stream);
  const done = await ports.ledger.readMany(uploads.map(({ id }) => uploadStream(id)));
  const open = uploads.filter(({ id }) => (done.get(uploadStream(id)) ?? []).length === 0);
  if (open.length === 0) return answerMail(ports, stream);
  const message = await readMessage(await readCommitted(ports, stream, file));
  const { taken } = sortAttachments({ attachments: message?.attachments ?? [] });
  for (const { id, part, kind } of open) {
    const one = taken.find((attached) => attached.part === part);
    if (one === undefined) continue;
    const key = receivedKey(kind ?? '', id, one.name);
    if (sender !== null && sender !== 'customer')
      await noteSender(ports, sha256(one.bytes), sender, ports.clock.now());
    await ports.files.put(key, one.bytes);
    await ports.queue.send('intake', [created(key, state.at)]);
  }
};
