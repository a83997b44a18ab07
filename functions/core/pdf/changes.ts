import { PDFDict, type PDFDocument, PDFName, type PDFObject } from '@cantoo/pdf-lib';
import { fieldsOf, lockedBy } from './fields.ts';

type Objects = ReadonlyMap<string, PDFObject>;

const objectsOf = (document: PDFDocument): Objects =>
  new Map(document.context.enumerateIndirectObjects().map(([ref, object]) => [ref.toString(), object]));

const bytesOf = (object: PDFObject): Buffer => {
  const bytes = Buffer.alloc(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return bytes;
};

const same = (a: PDFObject, b: PDFObject | undefined): boolean =>
  b !== undefined && bytesOf(a).equals(bytesOf(b));

/** Are the two dictionaries the same but for these keys? */
const sameBut = (a: PDFDict, b: PDFDict, keys: readonly string[]): boolean => {
  const names = new Set([...a.keys(), ...b.keys()].filter((key) => !keys.includes(key.asString())));
  return [...names].every((key) => {
    const [one, other] = [a.get(key), b.get(key)];
    return one !== undefined && same(one, other);
  });
};

const REFERENCE = /\b(\d+ \d+ R)\b/g;

/** Numbers that the document refers to, whether there is such an object or not. */
const referredTo = (objects: Objects): ReadonlySet<string> =>
  new Set(
    [...objects.values()].flatMap((object) => {
      const text =
        'dict' in object && object.dict instanceof PDFDict ? object.dict.toString() : object.toString();
      return [...text.matchAll(REFERENCE)].map(([, ref = '']) => ref);
    }),
  );

const isAllowed = (before: PDFObject, after: PDFObject | undefined, keys: readonly string[]): boolean =>
  before instanceof PDFDict && after instanceof PDFDict && sameBut(before, after, keys);

/**
 * What a signed revision changed beyond what its act may: its own signature field gets a value and a look, the fields
 * that it locks get a look unless an earlier signature locked them, and new objects appear that only these refer to.
 * Gives object numbers; none when all is well.
 */
export const forbiddenChanges = (
  before: PDFDocument,
  after: PDFDocument,
  field: string,
  lockedBefore: ReadonlySet<string>,
): readonly string[] => {
  const [old, now] = [objectsOf(before), objectsOf(after)];
  const fields = fieldsOf(before);
  const own = fields.get(field);
  const looks = own ? lockedBy(own).filter((name) => name !== field && !lockedBefore.has(name)) : [];
  const lookFields = new Set(looks.map((name) => fields.get(name)));
  const keysFor = (object: PDFObject): readonly string[] | undefined => {
    if (object === own) return own.has(PDFName.of('V')) ? undefined : ['/V', '/AP'];
    return object instanceof PDFDict && lookFields.has(object) ? ['/AP'] : undefined;
  };
  const changed = [...old].filter(([ref, object]) => {
    const later = now.get(ref);
    if (same(object, later)) return false;
    const keys = keysFor(object);
    return keys === undefined || !isAllowed(object, later, keys);
  });
  const referred = referredTo(old);
  const slippedIn = [...now.keys()].filter((ref) => !old.has(ref) && referred.has(ref));
  const root = before.context.trailerInfo.Root?.toString() === after.context.trailerInfo.Root?.toString();
  return [...changed.map(([ref]) => ref), ...slippedIn, ...(root ? [] : ['trailer'])];
};
