import type { WebRequest } from './http.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

const originHost = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/**
 * Is it asked by a name of its own? This machine's, or the public address; never a name that a foreign site made
 * point here.
 */
export const hostAllowed = ({ headers, local }: WebRequest, publicUrl: string): boolean => {
  const host = headers.host?.toLowerCase() ?? '';
  return host !== '' && ((local && LOOPBACK.test(host)) || host === originHost(publicUrl));
};

/**
 * Whoever sits at this machine may see all that is on it: the files lie there anyway. Not once there is a public
 * address: what a proxy on this machine passes on looks the same.
 */
export const atMachine = ({ headers, local }: WebRequest, publicUrl: string): boolean =>
  local && LOOPBACK.test(headers.host ?? '') && LOOPBACK.test(originHost(publicUrl) ?? '');

/**
 * May this request change something? A browser says where a request comes from; one that says nothing is
 * no browser, and so nobody's session is being abused.
 */
export const sameOrigin = ({ method, headers }: WebRequest): boolean => {
  if (method === 'GET' || method === 'HEAD') return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = headers.origin;
  return origin === undefined || originHost(origin) === headers.host?.toLowerCase();
};
