import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { EmbeddedPorts } from '../../functions/adapters/embedded/ports.ts';
import { viewer } from '../../functions/adapters/pdfjs/viewer.ts';
import { DocketError } from '../../functions/core/result.ts';
import {
  UPLOAD_LIMIT,
  type WebRequest,
  type WebResponse,
  stage as web,
} from '../../functions/web/handler.ts';

export interface Server {
  readonly address: string;
  close(): Promise<void>;
}

/** The body, or undefined as soon as it is larger than any upload may be. */
const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > UPLOAD_LIMIT + 64 * 1024) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** A proxy on this machine says for whom it asks; what anybody else says of that is not believed. */
const callerOf = (address: string, headers: WebRequest['headers']): string =>
  (isLoopback(address) ? headers['x-forwarded-for']?.split(',').at(-1)?.trim() : undefined) ?? address;

const requestOf = (request: IncomingMessage, body: Uint8Array): WebRequest => {
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
    body,
    caller: callerOf(address, headers),
    local: isLoopback(address) && !FORWARDED.some((name) => headers[name] !== undefined),
  };
};

const send = (response: ServerResponse, { status, headers, body }: WebResponse): void => {
  response.writeHead(status, headers);
  response.end(body);
};

const TOO_LARGE: WebResponse = {
  status: 413,
  headers: { connection: 'close', 'content-type': 'text/plain; charset=utf-8' },
  body: '文件超过 50 MB，请拆分后再上传。 The file is larger than 50 MB; please split it.\n',
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
  const server = createServer(async (request, response) => {
    try {
      const body = await readBody(request);
      if (body) send(response, await answer(requestOf(request, body)));
      else send(response, TOO_LARGE);
    } catch {
      // the browser went away in the middle of its request
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
