import type { DocumentEvent } from '../core/document/events.ts';
import { titleOf } from '../core/document/paper-sheet.ts';
import { meaningOf } from '../core/document/timeline.ts';
import { millisOf, wallClock } from '../core/instant.ts';
import { type Envelope, open } from '../core/ledger/envelope.ts';
import type { TrailRow } from '../core/pdf/trail.ts';
import { nameOf, type Scene } from './appearance.ts';

/** The paper leaves the house: refusals and what else is only for inside stand in the ledger alone. */
const TOLD = {
  made: [
    'document.received',
    'document.revised',
    'document.numbered',
    'document.rendered',
    'route.submitted',
  ],
  decided: [
    'task.filled',
    'task.approved',
    'task.signed',
    'task.sealed',
    'task.acknowledged',
    'task.countersigned',
  ],
} as const;

const isOf = (types: readonly string[], type: string): boolean => types.includes(type);

const rowOf = async (scene: Scene, event: Envelope & DocumentEvent): Promise<TrailRow | undefined> => {
  const what = meaningOf(event.type);
  if (!what) return undefined;
  const at = wallClock(millisOf(event.ts));
  if (isOf(TOLD.made, event.type)) return { at, who: 'Docket', what };
  const { by, role } = event.data as { readonly by: string; readonly role: string };
  const { zh, en } = titleOf(scene.companies[0], role);
  return { at, who: await nameOf(scene, by), what, detail: `${zh} ${en}` };
};

/** The time line of the paper up to now, for the page that is reserved for it. */
export const trailOf = async (scene: Scene): Promise<readonly TrailRow[]> => {
  const told = scene.events.filter(({ type }) => isOf([...TOLD.made, ...TOLD.decided], type));
  const rows = await Promise.all(
    told.map((event) => rowOf(scene, open(event) as unknown as Envelope & DocumentEvent)),
  );
  return rows.filter((row) => row !== undefined);
};
