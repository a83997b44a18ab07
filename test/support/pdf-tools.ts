import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (program: string, args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return stdout + stderr;
};

const put = (folder: string, name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const RANGE = /\/ByteRange \[ 0 (\d+) (\d+) (\d+) ?\]/g;

/** What each signature covers, and its CMS, as they stand in the file. */
const signaturesIn = (bytes: Uint8Array): readonly { readonly content: Buffer; readonly cms: Buffer }[] => {
  const file = Buffer.from(bytes);
  return [...file.toString('latin1').matchAll(RANGE)].map(([, start, end, rest]) => ({
    content: Buffer.concat([
      file.subarray(0, Number(start)),
      file.subarray(Number(end), Number(end) + Number(rest)),
    ]),
    cms: Buffer.from(file.subarray(Number(start) + 1, Number(end) - 1).toString('latin1'), 'hex'),
  }));
};

/** openssl takes each signature for CAdES by this root; throws when it does not. */
const openssl = (folder: string, pdf: Uint8Array, root: Uint8Array, at: number): number => {
  const ca = put(folder, 'ca.pem', new X509Certificate(root).toString());
  const found = signaturesIn(pdf);
  for (const { content, cms } of found) {
    const [data, signature] = [put(folder, 'content.bin', content), put(folder, 'cms.der', cms)];
    const input = ['-binary', '-inform', 'DER', '-in', signature, '-content', data];
    const trust = ['-CAfile', ca, '-attime', String(Math.floor(at / 1000)), '-out', join(folder, 'out.bin')];
    execFileSync('openssl', ['cms', '-verify', '-cades', ...input, ...trust], { stdio: 'pipe' });
  }
  return found.length;
};

export interface Verdicts {
  /** Signatures that pdfsig calls valid. */
  readonly pdfsig: number;
  /** Signatures that mutool calls valid or the document unchanged since. */
  readonly mutool: number;
  readonly openssl: number;
  /** qpdf has nothing to say. */
  readonly qpdf: boolean;
  /** The last signature covers the whole file, says pdfsig. */
  readonly whole: boolean;
}

/** What tools that others wrote say of a signed PDF. */
export const judgedByOthers = (folder: string, pdf: Uint8Array, root: Uint8Array, at: number): Verdicts => {
  const path = put(folder, 'signed.pdf', pdf);
  const pdfsig = run('pdfsig', [path]);
  const mutool = run('mutool', ['sign', '-v', path]);
  return {
    pdfsig: pdfsig.match(/Signature is Valid\./g)?.length ?? 0,
    mutool: mutool.match(/signature is valid but|document is unchanged/gi)?.length ?? 0,
    openssl: openssl(folder, pdf, root, at),
    qpdf: /No syntax or stream encoding errors/.test(run('qpdf', ['--check', path])),
    whole: /Total document signed/.test(
      pdfsig.split('Signature #').findLast((one) => one.includes('Valid')) ?? '',
    ),
  };
};
