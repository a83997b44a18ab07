import { sha256 } from '../ledger/hash.ts';
import type { Secrets } from '../ports.ts';

const BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits, base64url: what a link or a cookie carries. Kept nowhere but there. */
export const newToken = (secrets: Secrets): string =>
  Buffer.from(secrets.random(BYTES)).toString('base64url');

/** What is kept of a token: whoever reads the store cannot follow a link. Undefined for what is no token. */
export const tokenHash = (token: string): string | undefined =>
  TOKEN.test(token) ? sha256('docket/token/v1\n', token) : undefined;

/** An address as a key of the store, where it must not be readable. */
export const addressKey = (secrets: Secrets, address: string): Promise<string> =>
  secrets.mac(`address\n${address.trim().toLowerCase()}`);
