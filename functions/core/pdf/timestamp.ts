import { sameBytes } from '../ledger/bytes.ts';
import { digestOf, sha256Bytes } from '../ledger/hash.ts';
import { DocketError } from '../result.ts';
import { hashNamed, isSigned, readCms, type Stamp } from './cms.ts';
import {
  boolean,
  contentOf,
  elementAt,
  integer,
  membersOf,
  NULL,
  octets,
  oid,
  sequence,
  TAG,
  timeOf,
} from './der.ts';
import { type Certificate, isTrusted } from './x509.ts';

/** A time stamp authority (RFC 3161). */
export interface TimestampAuthority {
  /** DER of TimeStampReq to DER of TimeStampResp. Throws `TIMESTAMP_FAILED`. */
  ask(request: Uint8Array): Promise<Uint8Array>;
}

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

export const timestampFailed = (cause?: unknown): DocketError =>
  new DocketError(
    'TIMESTAMP_FAILED',
    {
      zh: '时间戳服务没有给出有效的时间戳，文件未签署；稍后会自动重试',
      en: 'the time stamp authority gave no valid time stamp, so nothing was signed; it is tried again by itself',
    },
    { cause },
  );

/** The signature itself makes the request unique: it needs no nonce. */
const requestFor = (signature: Uint8Array): Uint8Array =>
  sequence(
    integer(1),
    sequence(sequence(oid('2.16.840.1.101.3.4.2.1'), NULL), octets(sha256Bytes(signature))),
    boolean(true),
  );

/** DER of the token in a response that grants it. */
const tokenIn = (response: Uint8Array): Uint8Array => {
  const [status, token] = membersOf(elementAt(response));
  const granted = contentOf(membersOf(status)[0], TAG.integer).every((byte) => byte <= 1);
  if (!granted || !token) throw timestampFailed();
  return token.whole;
};

export interface Timestamp {
  /** RFC 3339, whole seconds. */
  readonly at: string;
  readonly authority: string;
  /** Leads to a root that was given. */
  readonly trusted: boolean;
}

/** What a token says of a signature; undefined when it is of another one, broken or forged. */
export const readTimestamp = (
  token: Uint8Array,
  signature: Uint8Array,
  roots: readonly Certificate[],
): Timestamp | undefined => {
  const cms = readCms(token);
  if (cms.contentType !== TST_INFO || !cms.content || !isSigned(cms, cms.content)) return undefined;
  const [, , imprint, , at] = membersOf(elementAt(cms.content));
  const [algorithm, digest] = membersOf(imprint);
  const hash = hashNamed(algorithm);
  if (!hash || !sameBytes(contentOf(digest, TAG.octets), digestOf(hash, signature))) return undefined;
  if (!cms.signer.usages.includes(TIME_STAMPING)) return undefined;
  const when = timeOf(at);
  return {
    at: when,
    authority: cms.signer.name,
    trusted: isTrusted(cms.signer, cms.certificates, roots, when),
  };
};

/** Fails closed: without a token that is of this very signature there is none. Throws `TIMESTAMP_FAILED`. */
export const stampBy =
  (authority: TimestampAuthority): Stamp =>
  async (signature) => {
    const response = await authority.ask(requestFor(signature));
    try {
      const token = tokenIn(response);
      if (readTimestamp(token, signature, [])) return token;
    } catch (cause) {
      throw timestampFailed(cause);
    }
    throw timestampFailed();
  };
