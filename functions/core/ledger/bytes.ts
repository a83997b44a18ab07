/** Text forms of bytes. */

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const fromHex = (text: string): Uint8Array => Buffer.from(text, 'hex');
export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Standard base64 with padding in its one form; undefined for anything else. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Undefined when the bytes are no valid UTF-8; a byte order mark is kept and so never passes for nothing. */
export const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
