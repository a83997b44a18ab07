import { z } from 'zod';
import { sha256 } from '../ledger/hash.ts';
import type { Ports } from '../ports.ts';
import { type Commitment, commit, readCommitted, saltOf } from './personal.ts';

/** Largest picture of a signature, in bytes. */
const LARGEST_PICTURE = 300 * 1024;

const coordinate = z.number().min(-50).max(4000);

/** How somebody wants the signature to look; what proves it is the cryptographic signature. */
export const signatureLook = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('drawn'),
    /** Per stroke x, y, x, y … from the upper left. */
    strokes: z.array(z.array(coordinate).min(2).max(4000)).min(1).max(200),
    width: z.number().min(10).max(4000),
    height: z.number().min(10).max(4000),
  }),
  z.strictObject({ kind: z.literal('typed'), text: z.string().trim().min(1).max(60) }),
  /** PNG or JPEG, base64. */
  z.strictObject({ kind: z.literal('picture'), base64: z.base64().max((LARGEST_PICTURE * 4) / 3 + 4) }),
]);

export type SignatureLook = z.infer<typeof signatureLook>;

const evidence = z.strictObject({
  /** Null for what leaves no mark on the paper: an approval. */
  look: signatureLook.nullable(),
  /** Network address as a trusted proxy tells it, and what the browser says of itself. */
  caller: z.string(),
  browser: z.string().max(500),
  /** The words to which an external signer agreed, and when the code came that he typed; RFC 3339. */
  consent: z.strictObject({ version: z.string(), text: z.string() }).nullable(),
  code: z.strictObject({ checkedAt: z.string() }).nullable(),
});

export type Evidence = z.infer<typeof evidence>;

export const evidenceFolder = (stream: string): string => `evidence/${stream}`;

/** Keeps what shows how somebody acted, before the act is recorded: it may be forgotten, so the event only commits to it. */
export const keepEvidence = async (
  ports: Pick<Ports, 'files' | 'salts'>,
  stream: string,
  given: Evidence,
): Promise<Commitment> => {
  const bytes = new TextEncoder().encode(JSON.stringify(given));
  const hash = sha256(bytes);
  // named by the salted hash: the name must not tell what is in it
  const commitment = commit('', await saltOf(ports, stream), hash);
  const key = `${evidenceFolder(stream)}/${commitment.salted.slice(0, 24)}.json`;
  await ports.files.put(key, bytes);
  return { ...commitment, key };
};

/** Throws `BODY_ALTERED`, `BODY_ERASED`. */
export const readEvidence = async (
  ports: Pick<Ports, 'files' | 'salts'>,
  stream: string,
  commitment: Commitment,
): Promise<Evidence> =>
  evidence.parse(JSON.parse(new TextDecoder().decode(await readCommitted(ports, stream, commitment))));
