import { record } from '../core/document/append.ts';
import { replay } from '../core/document/document.ts';
import type { Signed } from '../core/document/events.ts';
import { keepHash } from '../core/document/file-hashes.ts';
import { type Paper, paperOf, pendingActs } from '../core/document/paper.ts';
import { sheetOf, signedName, slotFor } from '../core/document/paper-sheet.ts';
import { sha256 } from '../core/ledger/hash.ts';
import { preparePdf } from '../core/pdf/prepare.ts';
import { type Act, type Signing, signPdf } from '../core/pdf/sign.ts';
import { stampBy } from '../core/pdf/timestamp.ts';
import { verifyPdf } from '../core/pdf/verify.ts';
import type { Ports } from '../core/ports.ts';
import { DocketError } from '../core/result.ts';
import type { WakeUp } from '../wiring.ts';
import { appearance, type Scene } from './appearance.ts';
import { trailOf } from './trail.ts';

const altered = (key: string): DocketError =>
  new DocketError('PAPER_ALTERED', {
    zh: `文件 ${key} 在签署前被改动；请从备份恢复`,
    en: `file ${key} was altered before it was signed: restore it from a backup`,
  });

const noSlot = (): DocketError =>
  new DocketError('SLOT_MISSING', {
    zh: '签署页没有空余位置，这一签署未能落到文件上',
    en: 'no place is left on the certificate page for this signature',
  });

const readMade = async (
  { files }: Ports,
  { key, sha256: hash }: { readonly key: string; readonly sha256: string },
): Promise<Uint8Array> => {
  const bytes = await files.get(key);
  if (sha256(bytes) !== hash) throw altered(key);
  return bytes;
};

const signingOf = async ({ documentSigner, faces, timestamp, clock }: Ports): Promise<Signing> => ({
  signer: await documentSigner(),
  faces: await faces(),
  at: clock.now(),
  ...(timestamp && { stamp: stampBy(timestamp) }),
});

interface Drawing {
  readonly base: Uint8Array;
  readonly act: Act;
  readonly signing: Signing;
}

/** Did an earlier call that died make this file from the same base, by our key, with this act as its last? */
const continues = async (bytes: Uint8Array, { base, act, signing }: Drawing): Promise<boolean> => {
  if (Buffer.compare(bytes.subarray(0, base.length), base) !== 0) return false;
  const { signatures, findings } = await verifyPdf(bytes, signing.signer.certificates.slice(-1));
  return findings.length === 0 && signatures.at(-1)?.field === `sign-${act.slot}`;
};

/**
 * Signs and keeps the file under the first number that is free; one that an earlier call left there is taken as it
 * is, for the bytes of a key never change.
 */
const keep = async (
  { files }: Ports,
  drawing: Drawing,
  first: number,
  keyOf: (n: number) => string,
): Promise<{ readonly n: number; readonly bytes: Uint8Array }> => {
  for (let n = first; ; n += 1) {
    const key = keyOf(n);
    if (!(await files.find(key))) {
      const bytes = await signPdf(drawing.base, drawing.act, drawing.signing);
      const done = await files.put(key, bytes).then(
        () => true,
        (fault) => {
          if (fault instanceof DocketError && fault.code === 'FILE_EXISTS') return false;
          throw fault;
        },
      );
      if (done) return { n, bytes };
    }
    const found = await files.get(key);
    if (await continues(found, drawing)) return { n, bytes: found };
  }
};

const isStill = (before: Paper, now: Paper): boolean =>
  pendingActs(now)[0]?.task === pendingActs(before)[0]?.task &&
  pendingActs(now)[0]?.act === pendingActs(before)[0]?.act &&
  now.route.revision === before.route.revision &&
  (now.signed.at(-1)?.file.sha256 ?? null) === (before.signed.at(-1)?.file.sha256 ?? null);

/** Puts the next act on the paper; false when there is none. */
const signNext = async (ports: Ports, stream: string): Promise<boolean> => {
  const events = await ports.ledger.read(stream);
  const [paper, document] = [paperOf(events), replay(events)];
  const [next] = pendingActs(paper);
  const [shown] = paper.rendered?.files ?? [];
  if (!next || !shown || document.status !== 'rendered') return false;
  const { request, number } = document;
  const { company: now } = await ports.company.current();
  const pinned = await ports.company.version(request.company);
  const scene: Scene = { ports, stream, companies: [now, pinned], events, paper };
  const signing = await signingOf(ports);
  const sheet = sheetOf(paper.route, {
    company: pinned,
    title: ports.kinds.get(request.kind)?.title ?? { zh: request.kind, en: request.kind },
    number,
    stream,
    verifyUrl: ports.site.url(`/verify/${stream}`),
  });
  const slot = slotFor(next, paper.route, pinned, paper.signed, sheet.spare);
  if (slot === undefined) throw noSlot();
  const last = paper.signed.at(-1)?.file;
  const base = last
    ? await readMade(ports, last)
    : await preparePdf(await readMade(ports, shown), sheet, signing.faces);
  const act: Act = { ...(await appearance(scene, next)), slot, trail: await trailOf(scene) };
  const { revision } = paper.route;
  const keyOf = (n: number): string => `documents/${number}/${signedName(number, revision, n)}`;
  const { n, bytes } = await keep(ports, { base, act, signing }, paper.made + 1, keyOf);
  const hash = sha256(bytes);
  await keepHash(ports, hash, stream);
  const data: Signed = {
    revision,
    task: next.task,
    act: next.act,
    slot,
    n,
    after: last?.sha256 ?? null,
    file: { name: signedName(number, revision, n), key: keyOf(n), sha256: hash, size: bytes.length },
  };
  await record(ports.ledger, [
    {
      stream,
      // whoever was faster has signed it; what was made void meanwhile is not
      decide: (fresh) => ({
        drafts: isStill(paper, paperOf(fresh)) ? [{ type: 'document.signed', data }] : [],
        result: undefined,
      }),
      cause: { key: `sign/${revision}/${n}`, actor: 'docket/sign', at: ports.clock.now() },
    },
  ]);
  return true;
};

/**
 * Every act of the revision in force goes onto its PDF, one after the other in the order in which they were done, each
 * as a signature of the company's key. Throws what `signPdf` throws, `PAPER_ALTERED`, `SLOT_MISSING`.
 */
export const sign = async (ports: Ports, { stream }: WakeUp): Promise<void> => {
  while (await signNext(ports, stream));
};
