import { viewer } from '../../functions/adapters/pdfjs/viewer.ts';
import type { WebRequest, WebResponse } from '../../functions/web/http.ts';
import { type WebOptions, web } from '../../functions/web/web.ts';
import { fakePorts, type World } from './fake-ports.ts';

type Asked = Partial<Omit<WebRequest, 'path' | 'query'>>;

/** Asks the pages of a world as a browser on this machine would. */
export const browse = (world: World, options: WebOptions = {}) => {
  const answer = web(fakePorts(world), { viewer, ...options });
  return (address: string, asked: Asked = {}): Promise<WebResponse> => {
    const [path = '/', query = ''] = address.split('?', 2);
    return answer({
      method: 'GET',
      path,
      query: new URLSearchParams(query),
      body: new Uint8Array(),
      caller: '127.0.0.1',
      local: true,
      ...asked,
      headers: { host: '127.0.0.1:4600', ...asked.headers },
    });
  };
};

export const textOf = ({ body }: WebResponse): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);
