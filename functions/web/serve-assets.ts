import { ASSETS } from './assets.ts';
import { respond } from './http.ts';
import { failure } from './layout.ts';
import type { Answer } from './visit.ts';

const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };

/** `/assets/<name>` */
export const serveAsset: Answer = async (visit, name) => {
  const found = ASSETS.get(name);
  return found ? respond(200, found.type, found.body, FOR_EVER) : failure(visit, 404);
};

/** `/viewer/<version>/<file>`: the library that draws PDFs, as it is. */
export const serveViewer: Answer = async (visit, address) => {
  const bytes = await visit.options.viewer?.file(address.slice(address.indexOf('/') + 1));
  return bytes ? respond(200, 'text/javascript; charset=utf-8', bytes, FOR_EVER) : failure(visit, 404);
};
