/** Text of a file in UTF-8, UTF-16 (with its mark) or GB18030; undefined when it is none of these, strictly. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  const labels = marked(bytes);
  for (const label of labels) {
    try {
      const text = new TextDecoder(label, { fatal: true }).decode(bytes);
      return JUNK.test(text) ? undefined : text;
    } catch {
      // Not in this encoding: the next one is tried.
    }
  }
  return undefined;
};

/** Control characters that no text file holds: GB18030 would take almost any bytes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell binary data from text
const JUNK = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/;

const marked = (bytes: Uint8Array): readonly string[] => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le'];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be'];
  return ['utf-8', 'gb18030'];
};
