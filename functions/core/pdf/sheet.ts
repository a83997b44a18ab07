import type { Text } from '../result.ts';
import type { PlaceKind, Rect } from './places.ts';

/** One act that the document waits for. */
export interface Slot {
  /** Lower case, digits, `-`; unique in the document. */
  readonly id: string;
  readonly kind: PlaceKind;
  /** Name of the place in the template; without one, or when the template has none, it stands on the certificate page. */
  readonly place?: string;
  /** Title of the role: 市场副总经理. */
  readonly title: Text;
}

/** What is reserved in a PDF before anybody signs: nothing can be added to its pages afterwards. */
export interface Sheet {
  readonly company: Text;
  readonly title: Text;
  readonly number: string;
  readonly revision: number;
  /** Stream of the document in the ledger. */
  readonly stream: string;
  /** Where the QR code leads: the public page that verifies. */
  readonly verifyUrl: string;
  readonly slots: readonly Slot[];
  /** Rows for acts that nobody foresees (countersignatures, 补签): slots `spare-1`, `spare-2` … */
  readonly spare: number;
  /** 骑缝章: reserves a strip of the seal on the right edge of each page, filled with the first seal. */
  readonly straddle: boolean;
}

/** Names of the form fields, by which an act finds what was reserved for it. */
export const FIELD = {
  signature: (slot: string): string => `sign-${slot}`,
  picture: (slot: string): string => `picture-${slot}`,
  facts: (slot: string): string => `facts-${slot}`,
  copies: (slot: string): string => `copy-${slot}-`,
  straddle: 'straddle-',
  trail: 'trail',
} as const;

export const PAGE = { width: 595.28, height: 841.89, left: 48, right: 547.28 } as const;

const ROW = 74;
const GAP = 8;
const FIRST_TOP = 548;
const NEXT_TOP = 770;
const BOTTOM = 64;

export interface Row {
  /** 0 for the first certificate page. */
  readonly page: number;
  readonly frame: Rect;
  readonly picture: Rect;
  readonly facts: Rect;
}

const rowsOn = (top: number): number => Math.floor((top - BOTTOM + GAP) / (ROW + GAP));

/** The rows of the certificate, over as many pages as they take. */
export const rowsOf = (count: number): readonly Row[] => {
  const first = rowsOn(FIRST_TOP);
  const others = rowsOn(NEXT_TOP);
  return Array.from({ length: count }, (_, index) => {
    const page = index < first ? 0 : 1 + Math.floor((index - first) / others);
    const place = page === 0 ? index : (index - first) % others;
    const y = (page === 0 ? FIRST_TOP : NEXT_TOP) - ROW - place * (ROW + GAP);
    return {
      page,
      frame: { x: PAGE.left, y, width: PAGE.right - PAGE.left, height: ROW },
      picture: { x: PAGE.left + 34, y: y + 5, width: 150, height: ROW - 10 },
      facts: { x: PAGE.left + 196, y: y + 5, width: PAGE.right - PAGE.left - 204, height: ROW - 10 },
    };
  });
};

/** Rows, at least so many, that leave no half empty page. */
export const rowsToFill = (least: number): number => {
  const [first, others] = [rowsOn(FIRST_TOP), rowsOn(NEXT_TOP)];
  return first + Math.max(0, Math.ceil((least - first) / others)) * others;
};

export const trailBox: Rect = {
  x: PAGE.left,
  y: BOTTOM,
  width: PAGE.right - PAGE.left,
  height: NEXT_TOP - BOTTOM,
};

/** Every slot of the sheet, the spare ones at its end. */
export const slotsOf = ({ slots, spare }: Sheet): readonly (Slot & { readonly spare: boolean })[] => [
  ...slots.map((slot) => ({ ...slot, spare: false })),
  ...Array.from({ length: spare }, (_, index) => ({
    id: `spare-${index + 1}`,
    kind: 'sign' as const,
    title: { zh: '', en: '' },
    spare: true,
  })),
];
