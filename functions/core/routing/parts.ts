import { isOutside } from './route.ts';
import type { RouteState } from './state.ts';

/** What somebody had to do with a document: he sent it, or he decided, settled a debt or refused. */
export type Part = 'requested' | 'decided';

/** People of the house who had a part in a document's way as it stands, each once. */
export const partsOf = (
  state: RouteState | null,
): readonly { readonly person: string; readonly part: Part }[] => {
  if (state === null) return [];
  const deciders = [
    ...state.decisions.map(({ by }) => by),
    ...state.settled.map(({ by }) => by),
    ...(state.returned ? [state.returned.by] : []),
  ].filter((by) => !isOutside(by));
  return [
    ...(state.requester === null ? [] : [{ person: state.requester, part: 'requested' as const }]),
    ...[...new Set(deciders)].map((person) => ({ person, part: 'decided' as const })),
  ];
};
