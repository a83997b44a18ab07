import { sha256 } from '../../functions/core/ledger/hash.ts';
import type { Renderer } from '../../functions/core/ports.ts';
import { ok } from '../../functions/core/result.ts';

/**
 * Stands where LibreOffice would: gives bytes that tell of their source, at once. For tests and figures that are
 * about everything but the look of a PDF.
 */
export const quickRenderer = (): Renderer => ({
  probe: async () => ({ engine: 'quick', version: '1', cjk: true, ready: true }),
  render: async (jobs) =>
    jobs.map(({ bytes }) => ok(new TextEncoder().encode(`%PDF-1.7\n% ${sha256(bytes)}\n%%EOF\n`))),
  close: async () => undefined,
});
