import { sha256 } from '../../functions/core/ledger/hash.ts';
import type { Renderer } from '../../functions/core/ports.ts';
import { ok } from '../../functions/core/result.ts';
import { contractPdf } from './contract-pdf.ts';
import { quickRenderer } from './quick-renderer.ts';

/** Likewise where LibreOffice would be, with PDFs that can be signed: two pages with the places of a contract. */
export const paperRenderer = (): Renderer => ({
  ...quickRenderer(),
  render: (jobs) =>
    Promise.all(
      jobs.map(async ({ bytes }) =>
        ok(
          await contractPdf(2, [
            { page: 0, uri: `https://example.com/${sha256(bytes)}`, at: [60, 40, 60, 14] },
            { page: 1, uri: 'docket:sign/director', at: [80, 180, 100, 14] },
            { page: 1, uri: 'docket:seal/company', at: [110, 180, 60, 14] },
            { page: 1, uri: 'docket:sign/buyer', at: [340, 180, 100, 14] },
          ]),
        ),
      ),
    ),
});
