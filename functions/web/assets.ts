import { sha256 } from '../core/ledger/hash.ts';
import { STYLE } from './app-css.ts';
import { SCRIPT } from './app-js.ts';
import { SIGN } from './sign-js.ts';
import { VIEWER } from './viewer-js.ts';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect x="1" y="1" width="26" height="26" rx="6" fill="#b3362b"/><path d="M8.5 6.5h7.2l4 4v11h-11.2z" fill="none" stroke="#fff" stroke-width="1.8" stroke-linejoin="round"/><path d="M11.5 13.6h5.2M11.5 17.4h5.2" stroke="#fff" stroke-width="1.8" stroke-linecap="round"/></svg>`;

export const ASSETS: ReadonlyMap<string, { readonly type: string; readonly body: string }> = new Map([
  ['app.css', { type: 'text/css; charset=utf-8', body: STYLE }],
  ['app.js', { type: 'text/javascript; charset=utf-8', body: SCRIPT }],
  ['sign.js', { type: 'text/javascript; charset=utf-8', body: SIGN }],
  ['viewer.js', { type: 'text/javascript; charset=utf-8', body: VIEWER }],
  ['icon.svg', { type: 'image/svg+xml', body: ICON }],
]);

const addresses = new Map(
  [...ASSETS].map(([name, { body }]) => [name, `/assets/${name}?v=${sha256(body).slice(0, 12)}`]),
);

/** Address of an asset; it changes with the content, so browsers may keep what they have. */
export const asset = (name: 'app.css' | 'app.js' | 'sign.js' | 'viewer.js' | 'icon.svg'): string =>
  addresses.get(name) ?? '';
