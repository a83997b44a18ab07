import type { Derived } from '../kind.ts';
import { canonical } from '../ledger/canonical.ts';
import { saltedHash, sha256 } from '../ledger/hash.ts';
import type { RequestRecord } from './events.ts';
import { commit } from './personal.ts';

type Body = Readonly<Record<string, unknown>>;

/** The bytes of a request as they are kept. */
export const bodyBytes = (input: Body): Uint8Array => new TextEncoder().encode(canonical(input));

/** The same values saved again are the same content, whatever their revision says (R-Q8). */
const contentHash = ({ revision: _, revisionReason: __, ...content }: Body): string =>
  sha256(canonical(content));

/** What tells of the content enters the ledger with the salt of its stream: a repetition is still seen. */
export const saltedRecord = (
  request: Omit<RequestRecord, 'body' | 'content' | 'result'>,
  { name, input, salt }: { readonly name: string; readonly input: Body; readonly salt: string },
): RequestRecord => {
  const sha = sha256(bodyBytes(input));
  const body = commit(`requests/${name.slice(0, 2)}/${name}-${saltedHash(salt, sha)}.json`, salt, sha);
  return { ...request, body, content: saltedHash(salt, contentHash(input)), result: '' };
};

/** Salted hash of what the rules made of a request; empty for what has no document. */
export const resultOf = (derived: Derived | undefined, salt: string): string => {
  if (derived === undefined) return '';
  const { revision: _, revisionReason: __, ...data } = derived.data;
  return saltedHash(salt, sha256(canonical({ ...derived, data, needs: [] })));
};
