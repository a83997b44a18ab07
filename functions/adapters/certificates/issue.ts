import {
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { isoOf } from '../../core/instant.ts';
import { type DocumentAlgorithm, makeCertificate } from '../../core/pdf/x509.ts';
import type { Clock } from '../../core/ports.ts';

const generate = promisify(generateKeyPair);

export const newPair = async (algorithm: DocumentAlgorithm): Promise<KeyObject> =>
  algorithm === 'rsa'
    ? (await generate('rsa', { modulusLength: 3072 })).privateKey
    : (await generate('ec', { namedCurve: 'P-256' })).privateKey;

/** SubjectPublicKeyInfo, DER. */
export const publicOf = (key: KeyObject): Uint8Array =>
  createPublicKey(key).export({ format: 'der', type: 'spki' });

export const signing =
  (key: KeyObject) =>
  async (message: Uint8Array): Promise<Uint8Array> =>
    sign('sha256', message, key);

const YEAR = 365.25 * 24 * 3600 * 1000;
/** As long as what it signed is kept: contracts 10 years after their end. */
const VALID_YEARS = 20;

export interface IssueOptions {
  /** Name of the company, which the certificates carry. */
  readonly company: () => Promise<string>;
  readonly clock: Clock;
  readonly algorithm: DocumentAlgorithm;
}

/**
 * Certificates (PEM) of a key that signs documents: its own, and that of the company's authority, which issued it.
 * Nobody keeps the key of the authority: it signs once.
 */
export const issueCertificates = async (
  { company: nameOf, clock, algorithm }: IssueOptions,
  publicKey: Uint8Array,
): Promise<string> => {
  const company = await nameOf();
  const root = await newPair(algorithm);
  const issuer = { organization: company, commonName: `${company} Docket CA` };
  const span = {
    notBefore: isoOf(clock.now() - 3600_000),
    notAfter: isoOf(clock.now() + VALID_YEARS * YEAR),
    issuer,
    issuerPublicKey: publicOf(root),
  };
  const certificate = async (commonName: string, key: Uint8Array, authority: boolean): Promise<string> => {
    const subject = { organization: company, commonName };
    const draft = { ...span, subject, publicKey: key, serial: randomBytes(16), authority };
    const bytes = await makeCertificate(draft, algorithm, signing(root));
    return new X509Certificate(Buffer.from(bytes)).toString();
  };
  return (
    (await certificate(company, publicKey, false)) +
    (await certificate(issuer.commonName, publicOf(root), true))
  );
};

const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

/** The blocks of a PEM file in order. */
export const pemBlocks = (text: string): readonly string[] => [...text.matchAll(BLOCK)].map(([pem]) => pem);
