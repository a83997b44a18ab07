import type { Text } from '../result.ts';
import type { Ink } from './ink.ts';
import { box, COLOUR, rule } from './shapes.ts';
import { trailBox } from './sheet.ts';

/** One event of the document's time line. */
export interface TrailRow {
  /** As shown: `2026-11-30 09:00:12`. */
  readonly at: string;
  readonly who: string;
  readonly what: Text;
  readonly detail?: string;
}

const LINE = 17;
const COLUMNS = [4, 104, 196, 346] as const;
const HEADS: readonly Text[] = [
  { zh: '时间', en: 'Time (UTC+8)' },
  { zh: '人员', en: 'Who' },
  { zh: '事项', en: 'What' },
  { zh: '说明', en: 'Detail' },
];

const MOST = Math.floor((trailBox.height - 30) / LINE) - 1;

const rowOf = (ink: Ink, { at, who, what, detail }: TrailRow, y: number): string => {
  const style = { size: 8, colour: COLOUR.text };
  const cells = [at, who, `${what.zh}  ${what.en}`, detail ?? ''];
  const ends = [...COLUMNS.slice(1), trailBox.width];
  const texts = cells.map((cell, index) => {
    const x = COLUMNS[index] ?? 0;
    return ink.fitted(cell, x, y, (ends[index] ?? 0) - x - 6, style);
  });
  return texts.join('') + rule(0, y - 5.5, trailBox.width, COLOUR.faint, 0.4);
};

/** The time line as it fits on its page; what is left out stands in the ledger, and the last line says so. */
export const trailLook = (ink: Ink, rows: readonly TrailRow[]): string => {
  const { width, height } = trailBox;
  const left = rows.length - MOST;
  const shown = left > 0 ? rows.slice(0, MOST - 1) : rows;
  const more: TrailRow = {
    at: '…',
    who: '',
    what: { zh: `另有 ${left + 1} 项，见台账`, en: `${left + 1} more in the ledger` },
  };
  const heads = HEADS.map(({ zh, en }, index) =>
    ink.text(`${zh} ${en}`, COLUMNS[index] ?? 0, height - 14, {
      size: 7.5,
      bold: true,
      colour: COLOUR.accent,
    }),
  );
  const lines = (left > 0 ? [...shown, more] : shown).map((row, index) =>
    rowOf(ink, row, height - 34 - index * LINE),
  );
  return box(0, height - 20, width, 20, COLOUR.ground) + heads.join('') + lines.join('');
};
