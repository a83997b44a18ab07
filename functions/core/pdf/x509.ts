import { sameBytes } from '../ledger/bytes.ts';
import { type HashName, sha256Bytes, verifyWith } from '../ledger/hash.ts';
import {
  bits,
  boolean,
  contentOf,
  context,
  der,
  type Element,
  elementAt,
  elementsIn,
  integer,
  membersOf,
  NULL,
  octets,
  oid,
  oidOf,
  present,
  primitive,
  sequence,
  set,
  TAG,
  time,
  timeOf,
  utf8String,
} from './der.ts';

/** Signature algorithms of documents: RSA with PKCS #1 v1.5 padding, or ECDSA on P-256 (DER); both over SHA-256. */
export type DocumentAlgorithm = 'rsa' | 'p256';

/** AlgorithmIdentifier of a signature. */
export const signatureAlgorithm = (algorithm: DocumentAlgorithm): Uint8Array =>
  algorithm === 'rsa' ? sequence(oid('1.2.840.113549.1.1.11'), NULL) : sequence(oid('1.2.840.10045.4.3.2'));

const NAMES: Readonly<Record<string, string>> = { '2.5.4.3': 'CN', '2.5.4.10': 'O', '2.5.4.6': 'C' };

export interface DistinguishedName {
  readonly organization: string;
  readonly commonName: string;
}

const attribute = (type: string, value: Uint8Array): Uint8Array => set(sequence(oid(type), value));

const nameOf = ({ organization, commonName }: DistinguishedName): Uint8Array =>
  sequence(
    attribute('2.5.4.6', der(TAG.printable, Buffer.from('CN', 'latin1'))),
    attribute('2.5.4.10', utf8String(organization)),
    attribute('2.5.4.3', utf8String(commonName)),
  );

export interface CertificateDraft {
  readonly subject: DistinguishedName;
  /** Subject of the issuer; the same as `subject` for a root. */
  readonly issuer: DistinguishedName;
  /** SubjectPublicKeyInfo of the subject, DER. */
  readonly publicKey: Uint8Array;
  readonly issuerPublicKey: Uint8Array;
  /** Up to 20 random bytes. */
  readonly serial: Uint8Array;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly authority: boolean;
}

/** RFC 5280, 4.2.1.2: of the public key; cut to 20 bytes as RFC 7093 has it. */
const keyId = (publicKey: Uint8Array): Uint8Array => sha256Bytes(publicKey).subarray(0, 20);

const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

const extensionsOf = ({ authority, publicKey, issuerPublicKey }: CertificateDraft): Uint8Array =>
  sequence(
    extension('2.5.29.19', true, authority ? sequence(boolean(true), integer(0)) : sequence()),
    // keyCertSign and cRLSign, or digitalSignature and nonRepudiation
    extension(
      '2.5.29.15',
      true,
      authority ? bits(Uint8Array.from([6]), 1) : bits(Uint8Array.from([0xc0]), 6),
    ),
    // emailProtection is what programs ask for that check CMS; documentSigning (RFC 9336) is what it is for
    ...(authority
      ? []
      : [extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.4'), oid('1.3.6.1.5.5.7.3.36')))]),
    extension('2.5.29.14', false, octets(keyId(publicKey))),
    extension('2.5.29.35', false, sequence(primitive(0, keyId(issuerPublicKey)))),
  );

/** An X.509 v3 certificate in DER; `sign` is the issuer's key, asked for a signature of `algorithm`. */
export const makeCertificate = async (
  draft: CertificateDraft,
  algorithm: DocumentAlgorithm,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> => {
  const body = sequence(
    context(0, integer(2)),
    integer(draft.serial),
    signatureAlgorithm(algorithm),
    nameOf(draft.issuer),
    sequence(time(draft.notBefore), time(draft.notAfter)),
    nameOf(draft.subject),
    draft.publicKey,
    context(3, extensionsOf(draft)),
  );
  return sequence(body, signatureAlgorithm(algorithm), bits(await sign(body)));
};

export interface Certificate {
  readonly bytes: Uint8Array;
  /** What the issuer signed. */
  readonly body: Uint8Array;
  /** DER of the integer. */
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** `CN`, else `O`, of the subject. */
  readonly name: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly publicKey: Uint8Array;
  readonly signatureOid: string;
  readonly signature: Uint8Array;
  readonly authority: boolean;
  /** Extended key usages, dotted. */
  readonly usages: readonly string[];
}

const readName = (subject: Element): string => {
  const parts = new Map<string, string>();
  for (const rdn of membersOf(subject))
    for (const pair of membersOf(rdn, TAG.set)) {
      const [type, value] = membersOf(pair);
      if (value) parts.set(NAMES[oidOf(type)] ?? '', Buffer.from(value.content).toString('utf8'));
    }
  return parts.get('CN') ?? parts.get('O') ?? '';
};

/** Content of BIT STRING without unused bits. */
const wholeBits = (element: Element | undefined): Uint8Array => contentOf(element, TAG.bits).subarray(1);

const readExtensions = (field: Element | undefined): ReadonlyMap<string, Uint8Array> => {
  if (!field) return new Map();
  const list = membersOf(elementsIn(field.content)[0]);
  return new Map(
    list.map((one) => {
      const members = membersOf(one);
      return [oidOf(members[0]), contentOf(members.at(-1), TAG.octets)];
    }),
  );
};

/** Throws `DER_INVALID`. */
export const readCertificate = (bytes: Uint8Array): Certificate => {
  const outer = elementAt(bytes);
  const [body, algorithm, signature] = membersOf(outer);
  const fields = membersOf(body);
  const [, serial, , issuer, validity, subject, publicKey] = fields;
  const [notBefore, notAfter] = membersOf(validity);
  const extensions = readExtensions(fields.find(({ tag }) => tag === 0xa3));
  const constraints = extensions.get('2.5.29.19');
  const usages = extensions.get('2.5.29.37');
  const first = constraints && membersOf(elementAt(constraints))[0];
  return {
    bytes: outer.whole,
    body: present(body).whole,
    serial: present(serial).whole,
    issuer: present(issuer).whole,
    subject: present(subject).whole,
    name: readName(present(subject)),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    publicKey: present(publicKey).whole,
    signatureOid: oidOf(membersOf(algorithm)[0]),
    signature: wholeBits(signature),
    authority: first?.tag === TAG.boolean && first.content[0] === 255,
    usages: usages ? membersOf(elementAt(usages)).map(oidOf) : [],
  };
};

const HASH_OF: Readonly<Record<string, HashName>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};

const issued = (issuer: Certificate, certificate: Certificate): boolean => {
  const hash = HASH_OF[certificate.signatureOid];
  return (
    hash !== undefined &&
    issuer.authority &&
    sameBytes(issuer.subject, certificate.issuer) &&
    verifyWith(hash, issuer.publicKey, certificate.body, certificate.signature)
  );
};

const inForce = ({ notBefore, notAfter }: Certificate, at: string): boolean =>
  notBefore <= at && at <= notAfter;

const LONGEST_CHAIN = 5;

/**
 * Does the certificate lead to one of the roots, every link signed, allowed to issue and in force at `at` (RFC 3339,
 * whole seconds, `Z`)? Revocation is not asked for. Each of the others is looked at once, however they are entangled.
 */
export const isTrusted = (
  certificate: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  at: string,
): boolean => {
  const isRoot = (one: Certificate): boolean => roots.some(({ bytes }) => sameBytes(bytes, one.bytes));
  const left = new Set([...roots, ...others]);
  let reached: readonly Certificate[] = [certificate];
  for (let length = 0; length <= LONGEST_CHAIN; length += 1) {
    const sound = reached.filter((one) => inForce(one, at));
    if (sound.some(isRoot)) return true;
    for (const one of sound) left.delete(one);
    reached = [...left].filter((issuer) => sound.some((one) => issued(issuer, one)));
  }
  return false;
};
