import { type Envelope, open, type SealedEvent } from '../ledger/envelope.ts';
import type { Decision, Delegation } from '../routing/events.ts';
import { evolveRoute, NOT_ROUTED, type RouteState, signatures } from '../routing/state.ts';
import type { Archived, DocumentEvent, MadeFile, PaperActType, Rendered, Signed } from './events.ts';
import type { Commitment } from './personal.ts';

/** An act of the route that belongs on the paper, as its event tells it. */
export interface PaperAct {
  readonly act: PaperActType;
  readonly task: string;
  readonly step: string;
  readonly role: string;
  /** Person of the profile, or `external:buyer`. */
  readonly by: string;
  /** RFC 3339 */
  readonly ts: string;
  readonly delegation?: Delegation;
  readonly evidence?: Commitment;
}

/** The revision in force as paper: what was shown, what was signed on it, what is still to be put on it. */
export interface Paper {
  readonly route: RouteState;
  /** What people were shown; undefined while there is no PDF of the revision. */
  readonly rendered: Rendered | undefined;
  /** Acts that stand, in the order in which they were done. */
  readonly acts: readonly PaperAct[];
  /** The files that build on each other; of acts that stand. */
  readonly signed: readonly Signed[];
  /** Signed files that were ever made of this revision. */
  readonly made: number;
  /** When the route was completed, RFC 3339. */
  readonly completedAt: string | undefined;
  readonly archived: Archived | undefined;
}

const BLANK: Paper = {
  route: NOT_ROUTED,
  rendered: undefined,
  acts: [],
  signed: [],
  made: 0,
  completedAt: undefined,
  archived: undefined,
};

const ACTS = {
  'task.signed': 'sign',
  'task.sealed': 'seal',
  'task.acknowledged': 'acknowledge',
} as const;

const isSame = (a: Pick<PaperAct, 'act' | 'task'>, b: Pick<PaperAct, 'act' | 'task'>): boolean =>
  a.act === b.act && a.task === b.task;

const decided = (type: keyof typeof ACTS, ts: string, decision: Decision): PaperAct => {
  const { task, step, role, by, delegation, evidence } = decision;
  const act = ACTS[type];
  return { act, task, step, role, by, ts, ...(delegation && { delegation }), ...(evidence && { evidence }) };
};

const countersigned = (
  { decisions }: RouteState,
  ts: string,
  data: Extract<DocumentEvent, { type: 'task.countersigned' }>['data'],
): PaperAct => {
  const { task, role, by, evidence } = data;
  const step = decisions.find((one) => one.task === task)?.step ?? '';
  return { act: 'countersign', task, step, role, by, ts, ...(evidence && { evidence }) };
};

/** A file that goes on from another than the last one was made for acts that did not stand. */
const chained = ({ signed }: Paper, data: Signed): readonly Signed[] => {
  if (data.after === null) return [data];
  return signed.at(-1)?.file.sha256 === data.after ? [...signed, data] : signed;
};

const step = (paper: Paper, { ts, ...event }: Envelope & DocumentEvent): Paper => {
  switch (event.type) {
    case 'document.revised':
      return { ...BLANK, route: paper.route };
    case 'document.rendered':
      return { ...BLANK, route: paper.route, rendered: event.data };
    case 'task.signed':
    case 'task.sealed':
    case 'task.acknowledged':
      return { ...paper, acts: [...paper.acts, decided(event.type, ts, event.data)] };
    case 'task.countersigned':
      return { ...paper, acts: [...paper.acts, countersigned(paper.route, ts, event.data)] };
    case 'route.completed':
      return { ...paper, completedAt: ts };
    case 'document.signed':
      return { ...paper, signed: chained(paper, event.data), made: Math.max(paper.made, event.data.n) };
    case 'document.archived':
      return { ...paper, archived: event.data };
    default:
      return paper;
  }
};

/** What a refusal or a return made void comes off the paper: it begins again with the acts that stand. */
const standing = (paper: Paper): Paper => {
  const { decisions } = paper.route;
  const acts = paper.acts.filter(({ task }) => decisions.some((one) => one.task === task));
  if (acts.length === paper.acts.length) return paper;
  const stands = paper.signed.every((one) => acts.some((act) => isSame(act, one)));
  return { ...paper, acts, signed: stands ? paper.signed : [] };
};

export const paperOf = (events: readonly SealedEvent[]): Paper =>
  events.reduce<Paper>((paper, sealed) => {
    const event = open(sealed) as unknown as Envelope & DocumentEvent;
    const after = step(paper, event);
    return standing({ ...after, route: evolveRoute(paper.route, event) });
  }, BLANK);

/** Acts that are decided and not on the paper yet; none of a document that is being changed or was given up. */
export const pendingActs = ({ route, rendered, acts, signed }: Paper): readonly PaperAct[] =>
  rendered === undefined || signatures(route).length === 0
    ? []
    : acts.filter((act) => !signed.some((one) => isSame(act, one)));

/** What the document is as paper now, the PDF with the signatures first; none while there is no PDF. */
export const finalFiles = ({ rendered, signed }: Paper): readonly MadeFile[] => {
  const [first, ...others] = rendered?.files ?? [];
  const top = signed.at(-1)?.file ?? first;
  return top ? [top, ...others] : [];
};

/** Everything is done and on the paper. */
export const isFinal = (paper: Paper): boolean =>
  paper.route.status === 'completed' &&
  paper.completedAt !== undefined &&
  paper.rendered !== undefined &&
  pendingActs(paper).length === 0;
