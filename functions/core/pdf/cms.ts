import { sameBytes } from '../ledger/bytes.ts';
import { digestOf, type HashName, sha256Bytes, verifyWith } from '../ledger/hash.ts';
import {
  contentOf,
  context,
  der,
  derInvalid,
  type Element,
  elementAt,
  elementsIn,
  integer,
  membersOf,
  NULL,
  octets,
  oid,
  oidOf,
  sequence,
  set,
  TAG,
} from './der.ts';
import { type Certificate, type DocumentAlgorithm, readCertificate, signatureAlgorithm } from './x509.ts';

/** CMS SignedData (RFC 5652) as PAdES baseline B-B and B-T want it (ETSI EN 319 142-1). */

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.47',
  timestamp: '1.2.840.113549.1.9.16.2.14',
} as const;

const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), NULL);

const HASHES: Readonly<Record<string, HashName>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** The hash that an AlgorithmIdentifier names; undefined for one that is too weak or unknown. */
export const hashNamed = (algorithm: Element | undefined): HashName | undefined =>
  HASHES[oidOf(membersOf(algorithm)[0])];

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), set(value));

const signedAttributes = (digest: Uint8Array, certificate: Uint8Array): readonly Uint8Array[] => [
  attribute(OID.contentType, oid(OID.data)),
  attribute(OID.messageDigest, octets(digest)),
  attribute(OID.signingCertificate, sequence(sequence(sequence(octets(sha256Bytes(certificate)))))),
];

/** The key that signs documents, with its certificates. */
export interface DocumentSigner {
  readonly algorithm: DocumentAlgorithm;
  /** DER, the signing certificate first, then those that lead to the root. */
  readonly certificates: readonly Uint8Array[];
  /** Signature over the SHA-256 of the message (under 4 KB): PKCS #1 v1.5, or ECDSA in DER. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** RFC 3161: gives the token (DER of its ContentInfo) for a signature value. Throws when there is none to be had. */
export type Stamp = (signature: Uint8Array) => Promise<Uint8Array>;

/** A detached signature over content with this SHA-256, DER of ContentInfo. */
export const signCms = async (
  digest: Uint8Array,
  signer: DocumentSigner,
  stamp: Stamp | undefined,
): Promise<Uint8Array> => {
  const [leaf = new Uint8Array()] = signer.certificates;
  const { issuer, serial } = readCertificate(leaf);
  const attributes = set(...signedAttributes(digest, leaf));
  const signature = await signer.sign(attributes);
  const token = await stamp?.(signature);
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, serial),
    SHA256,
    context(0, elementAt(attributes).content),
    signatureAlgorithm(signer.algorithm),
    octets(signature),
    ...(token ? [context(1, attribute(OID.timestamp, token))] : []),
  );
  const signedData = sequence(
    integer(1),
    set(SHA256),
    sequence(oid(OID.data)),
    context(0, ...signer.certificates),
    set(signerInfo),
  );
  return sequence(oid(OID.signedData), context(0, signedData));
};

export interface ReadCms {
  readonly certificates: readonly Certificate[];
  readonly signer: Certificate;
  readonly hash: HashName;
  /** Type of what is signed, and the content when it is inside. */
  readonly contentType: string;
  readonly content: Uint8Array | undefined;
  /** DER of the SET. */
  readonly attributes: Uint8Array;
  readonly messageDigest: Uint8Array;
  /** SHA-256 of the certificate that the signature names; undefined when it names none. */
  readonly certificateHash: Uint8Array | undefined;
  readonly signature: Uint8Array;
  /** Time stamp token over the signature, DER. */
  readonly timestamp: Uint8Array | undefined;
}

/** The single value of an attribute; undefined without it. Twice the same attribute is damage. */
const attributeValue = (attributes: readonly Element[], type: string): Element | undefined => {
  const found = attributes.filter((one) => oidOf(membersOf(one)[0]) === type);
  const values = found.flatMap((one) => membersOf(membersOf(one)[1], TAG.set));
  if (values.length > 1) throw derInvalid();
  return values[0];
};

const certificateHashOf = (attributes: readonly Element[]): Uint8Array | undefined => {
  const value = attributeValue(attributes, OID.signingCertificate);
  if (!value) return undefined;
  const parts = membersOf(membersOf(membersOf(value)[0])[0]);
  // without an algorithm it is SHA-256
  const named = parts[0]?.tag === TAG.sequence ? hashNamed(parts[0]) : 'sha256';
  return named === 'sha256'
    ? contentOf(
        parts.find(({ tag }) => tag === TAG.octets),
        TAG.octets,
      )
    : undefined;
};

const unsigned = (rest: readonly Element[]): readonly Element[] => {
  const field = rest.find(({ tag }) => tag === 0xa1);
  return field ? elementsIn(field.content) : [];
};

/** Chains are short; whoever sends hundreds wants to keep the checker busy. */
const MOST_CERTIFICATES = 16;

/**
 * Takes a signature of one signer apart, checking nothing but its form. Throws `DER_INVALID`. Bytes behind it (the
 * zeros of a place in a PDF) are left alone.
 */
export const readCms = (bytes: Uint8Array): ReadCms => {
  const [type, wrapped] = membersOf(elementAt(bytes));
  if (oidOf(type) !== OID.signedData) throw derInvalid();
  const fields = membersOf(elementsIn(contentOf(wrapped, 0xa0))[0]);
  const [contentType, content] = membersOf(fields[2]);
  const [signerInfo, ...more] = membersOf(fields.at(-1), TAG.set);
  if (more.length > 0) throw derInvalid();
  const certificates = fields
    .filter(({ tag }) => tag === 0xa0)
    .flatMap(({ content: list }) => elementsIn(list).map(({ whole }) => readCertificate(whole)));
  if (certificates.length > MOST_CERTIFICATES) throw derInvalid();
  const [, who, hash, signed, , signature, ...rest] = membersOf(signerInfo);
  const [issuer, serial] = membersOf(who).map(({ whole }) => whole);
  const signer = certificates.find(
    (one) => issuer && serial && sameBytes(one.issuer, issuer) && sameBytes(one.serial, serial),
  );
  const attributes = elementsIn(contentOf(signed, 0xa0));
  const name = hashNamed(hash);
  if (!signer || !name) throw derInvalid();
  return {
    certificates,
    signer,
    hash: name,
    contentType: oidOf(contentType),
    content: content && contentOf(elementsIn(content.content)[0], TAG.octets),
    attributes: der(TAG.set, contentOf(signed, 0xa0)),
    messageDigest: contentOf(attributeValue(attributes, OID.messageDigest), TAG.octets),
    certificateHash: certificateHashOf(attributes),
    signature: contentOf(signature, TAG.octets),
    timestamp: attributeValue(unsigned(rest), OID.timestamp)?.whole,
  };
};

/** Is the signature by the certificate's key, over this content? */
export const isSigned = (cms: ReadCms, content: Uint8Array): boolean =>
  sameBytes(digestOf(cms.hash, content), cms.messageDigest) &&
  verifyWith(cms.hash, cms.signer.publicKey, cms.attributes, cms.signature);

/** PAdES wants the signed attributes to name the certificate, so that no other can take its place. */
export const namesCertificate = ({ certificateHash, signer }: ReadCms): boolean =>
  certificateHash !== undefined && sameBytes(certificateHash, sha256Bytes(signer.bytes));
