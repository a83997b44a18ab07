import type { Clock, KeyValue } from '../ports.ts';

export interface Limit {
  readonly name: string;
  /** Most uses in a window. */
  readonly most: number;
  readonly seconds: number;
}

export const SIGN_IN_BY_ADDRESS: Limit = { name: 'sign-in-address', most: 5, seconds: 900 };
export const SIGN_IN_BY_CALLER: Limit = { name: 'sign-in-caller', most: 30, seconds: 900 };

/** Counts first and answers then, so that a race cannot slip through. */
export const within = async (
  { keyValue, clock }: { readonly keyValue: KeyValue; readonly clock: Clock },
  { name, most, seconds }: Limit,
  who: string,
): Promise<boolean> => {
  const window = Math.floor(clock.now() / (1000 * seconds));
  const used = await keyValue.count(`limit/${name}/${who}/${window}`, (window + 1) * 1000 * seconds);
  return used <= most;
};
