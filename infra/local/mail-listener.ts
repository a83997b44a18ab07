import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { MAX_BYTES } from '../../functions/core/document/upload.ts';
import { codeOf, DocketError } from '../../functions/core/result.ts';

export interface MailListener {
  readonly port: number;
  close(): Promise<void>;
}

/** The raw mail; undefined when it is larger than files may be, which is read to its end all the same. */
const rawOf = async (stream: SMTPServerDataStream): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= MAX_BYTES) chunks.push(chunk);
  }
  return size > MAX_BYTES ? undefined : Buffer.concat(chunks);
};

const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

/** `::ffff:127.0.0.1` is 127.0.0.1 */
const plainAddress = (address: string): string => address.replace(/^::ffff:/, '');

/** Kept and told to the stage before the server hears that it was taken: what dies in between is sent again. */
const keep = async (ports: EmbeddedPorts, raw: Uint8Array, address: string): Promise<void> => {
  const time = new Date(ports.clock.now()).toISOString();
  const id = `${time.replaceAll(/\D/g, '')}-${Buffer.from(ports.secrets.random(6)).toString('hex')}`;
  const key = `received/mail/${id}/mail.eml`;
  await ports.files.put(key, raw);
  await ports.queue.send('mail', [{ mail: { key, time, receipt: { by: 'relay', address } } }]);
};

const take = async (
  ports: EmbeddedPorts,
  stream: SMTPServerDataStream,
  address: string,
): Promise<Error | null> => {
  try {
    const raw = await rawOf(stream);
    if (raw === undefined) return refusal(552, 'The message is larger than 50 MB');
    await keep(ports, raw, plainAddress(address));
    return null;
  } catch (fault) {
    ports.log('MAIL_NOT_TAKEN', { fault: codeOf(fault) });
    return refusal(451, 'Not taken, try again later');
  }
};

/**
 * Takes mail on loopback by SMTP, for the company's mail server or a fetcher on the same machine; nobody else reaches
 * it. Whose mail goes on is for the profile to say. Throws `PORT_TAKEN`.
 */
export const startMailListener = async (ports: EmbeddedPorts, port: number): Promise<MailListener> => {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_BYTES,
    logger: false,
    maxClients: 20,
    onData: (stream, { remoteAddress }, callback) => {
      void take(ports, stream, remoteAddress).then((fault) => callback(fault));
    },
  });
  // a client that breaks off is nobody's fault here
  server.on('error', (fault) => ports.log('MAIL_BROKEN', { fault: codeOf(fault) }));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((cause: unknown) => {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new DocketError('PORT_TAKEN', {
      zh: `端口 ${port} 已被占用，请用 --mail 换一个`,
      en: `port ${port} is taken; choose another with --mail`,
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
