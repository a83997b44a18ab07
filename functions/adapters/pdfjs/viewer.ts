import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pdfjs from 'pdfjs-dist/package.json' with { type: 'json' };

/** The build for browsers of some years ago, which is what phones and WeChat have. */
const FILES: ReadonlyMap<string, () => string> = new Map([
  ['pdf.mjs', () => import.meta.resolve('pdfjs-dist/legacy/build/pdf.min.mjs')],
  ['pdf.worker.mjs', () => import.meta.resolve('pdfjs-dist/legacy/build/pdf.worker.min.mjs')],
]);

/** pdf.js as browsers get it. */
export const viewer = {
  /** In its address, so that browsers may keep it for ever. */
  version: pdfjs.version,
  /** Undefined for what is no file of it. */
  file: async (name: string): Promise<Uint8Array | undefined> => {
    const address = FILES.get(name)?.();
    return address === undefined ? undefined : readFile(fileURLToPath(address));
  },
};
