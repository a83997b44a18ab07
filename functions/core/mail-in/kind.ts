import type { Kind } from '../kind.ts';
import { openSource } from '../requests/open.ts';
import { recognise } from '../requests/recognise.ts';
import { codeOf, DocketError, type Problem, type Result } from '../result.ts';

type Kinds = ReadonlyMap<string, Kind>;

const CANNOT_TELL = ['KIND_UNKNOWN', 'KIND_AMBIGUOUS'];

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The one kind whose title the words name; the longest title counts, for one may begin with another. */
const named = (kinds: Kinds, words: string): string | undefined => {
  const text = plain(words);
  const found = [...kinds.values()].flatMap(({ id, title }) =>
    [title.zh, title.en]
      .filter((one) => text.includes(plain(one)))
      .map((one) => ({ id, length: one.length })),
  );
  return found.toSorted((a, b) => b.length - a.length)[0]?.id;
};

const codeIn = (result: Result<unknown, readonly Problem[]>): string | undefined =>
  result.ok ? undefined : result.error[0]?.code;

/**
 * The kind of an attachment: what the address said, unless the file itself says another; what the file says of itself
 * or shows by its titles; what its name or the subject says. `null`: the file is broken, which intake tells.
 * `undefined`: it cannot be told.
 */
export const kindOfAttachment = (
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  kinds: Kinds,
  { address, subject }: { readonly address: string | undefined; readonly subject: string },
): string | null | undefined => {
  try {
    const source = openSource(name, bytes);
    if (!source.ok) return address ?? null;
    const hinted = recognise(source.value, kinds, address ?? '');
    const told = codeIn(hinted) === 'KIND_MISMATCH' ? recognise(source.value, kinds, '') : hinted;
    if (told.ok) return told.value.kind.id;
    if (!CANNOT_TELL.includes(codeIn(told) ?? '')) return address ?? null;
    return address ?? named(kinds, `${name}\n${subject}`);
  } catch (fault) {
    if (fault instanceof DocketError || codeOf(fault) === 'RangeError') return address ?? null;
    throw fault;
  }
};
