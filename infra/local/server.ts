import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { viewer } from '../../functions/adapters/pdfjs/viewer.ts';
import { codeOf, DocketError } from '../../functions/core/result.ts';
import { bodyLimit, type WebRequest, type WebResponse, stage as web } from '../../functions/web/handler.ts';

export interface Server {
  readonly address: string;
  close(): Promise<void>;
}

/** The body, or undefined as soon as it is larger than it may be. */
const readBody = async (request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** A proxy on this machine says for whom it asks; what anybody else says of that is not believed. */
const callerOf = (address: string, headers: WebRequest['headers']): string =>
  (isLoopback(address) ? headers['x-forwarded-for']?.split(',').at(-1)?.trim() : undefined) ?? address;

const requestOf = (request: IncomingMessage): Omit<WebRequest, 'body'> => {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const address = request.socket.remoteAddress ?? '';
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    caller: callerOf(address, headers),
    local: isLoopback(address) && !FORWARDED.some((name) => headers[name] !== undefined),
  };
};

const send = (response: ServerResponse, { status, headers, body }: WebResponse): void => {
  response.writeHead(status, headers);
  response.end(body);
};

const tooLarge = (limit: number): WebResponse => {
  const mb = Math.floor(limit / 1024 / 1024);
  return {
    status: 413,
    headers: { connection: 'close', 'content-type': 'text/plain; charset=utf-8' },
    body: `内容超过 ${mb} MB，请拆分后再发送。 This is larger than ${mb} MB; please split it.\n`,
  };
};

export interface Listening {
  readonly port: number;
  /** Network address to listen on; loopback alone unless somebody chooses another. */
  readonly host: string;
}

/** The pages. */
export const startServer = async (
  ports: EmbeddedPorts,
  data: string,
  { port, host }: Listening,
): Promise<Server> => {
  const answer = web(ports, { inboxFolder: join(data, 'inbox'), viewer });
  const limitOf = bodyLimit(ports);
  const server = createServer(async (incoming, response) => {
    try {
      const request = requestOf(incoming);
      const limit = await limitOf(request);
      const body = await readBody(incoming, limit);
      send(response, body ? await answer({ ...request, body }) : tooLarge(limit));
    } catch (fault) {
      // mostly a browser that went away in the middle of its request
      ports.log('REQUEST_BROKEN', { fault: codeOf(fault) });
      response.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((cause) => {
    if (cause?.code !== 'EADDRINUSE') throw cause;
    throw new DocketError(
      'PORT_TAKEN',
      {
        zh: `端口 ${port} 已被占用，请用 --port 换一个`,
        en: `port ${port} is taken; choose another with --port`,
      },
      { cause },
    );
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ports.site.open(address);
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
