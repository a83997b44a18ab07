import type { WebRequest } from './http.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Until people log in, only this machine may ask; a name that a foreign site made point here may not. */
export const hostAllowed = ({ headers }: WebRequest): boolean => LOOPBACK.test(headers.host ?? '');

const originHost = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

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
