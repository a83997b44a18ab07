import { type Company, whoHas } from '../company.ts';
import type { Sheet, Slot } from '../pdf/sheet.ts';
import { rowsToFill } from '../pdf/sheet.ts';
import type { Text } from '../result.ts';
import { isExternal, isOutside, type Party, partyName, type Step } from '../routing/route.ts';
import { needed, type RouteState } from '../routing/state.ts';
import { printedNumber } from './document.ts';
import type { Signed } from './events.ts';
import type { PaperAct } from './paper.ts';

/** A slot and whose it is. */
interface OwnedSlot extends Slot {
  readonly step: string;
  readonly role: string;
}

const MARKS: readonly Step['act'][] = ['sign', 'seal', 'acknowledge'];

const CUSTOMER: Text = { zh: '客户', en: 'Customer' };

export const titleOf = (company: Company, role: string): Text =>
  company.roles[role]?.title ?? (isOutside(role) ? CUSTOMER : { zh: role, en: role });

/** How many may sign for a party. */
const heads = (step: Step, party: Party, company: Company): number => {
  if (isExternal(party) || !party.each) return 1;
  const holders = Math.max(1, whoHas(company, party.role).length);
  return step.parties.length === 1 ? needed(step, holders) : holders;
};

/** Templates name places by the step, by who it is outside (`{{sign:buyer}}`), and the seal by `company`. */
const placeOf = (step: Step, party: Party): string => {
  if (step.act === 'seal') return 'company';
  return isExternal(party) ? party.external : step.id;
};

const slotsOfStep = (step: Step, company: Company): readonly OwnedSlot[] => {
  const owners = step.parties.flatMap((party) =>
    Array.from({ length: heads(step, party, company) }, () => party),
  );
  return owners.map((party, index) => ({
    id: `${step.id}${index + 1}`,
    kind: step.act === 'seal' ? 'seal' : 'sign',
    // a place holds one: others stand on the certificate page
    ...(index === 0 && { place: placeOf(step, party) }),
    title: titleOf(company, partyName(party)),
    step: step.id,
    role: partyName(party),
  }));
};

const slotsFor = ({ steps }: Pick<RouteState, 'steps'>, company: Company): readonly OwnedSlot[] =>
  steps.filter(({ act }) => MARKS.includes(act)).flatMap((step) => slotsOfStep(step, company));

/** Countersignatures (补签) that may follow: one for each decision that a delegate can take. */
const debtsOf = ({ steps }: Pick<RouteState, 'steps'>, company: Company): number =>
  steps
    .filter(({ delegation }) => delegation !== 'none')
    .flatMap((step) => step.parties.map((party) => (isExternal(party) ? 0 : heads(step, party, company))))
    .reduce((sum, count) => sum + count, 0);

/** Panels may grow between the first signature and their step: as many again. */
const growthOf = ({ steps }: Pick<RouteState, 'steps'>, company: Company): number =>
  steps
    .filter(({ act }) => MARKS.includes(act))
    .flatMap((step) =>
      step.parties.map((party) => (!isExternal(party) && party.each ? heads(step, party, company) : 0)),
    )
    .reduce((sum, count) => sum + count, 0);

export interface SheetFacts {
  readonly company: Company;
  readonly title: Text;
  readonly number: string;
  readonly stream: string;
  readonly verifyUrl: string;
}

/** What is reserved on the paper of a route before its first signature. */
export const sheetOf = (
  route: Pick<RouteState, 'steps' | 'revision' | 'straddleSeal'>,
  facts: SheetFacts,
): Sheet => {
  const { company, ...given } = facts;
  const slots = slotsFor(route, company).map(({ id, kind, place, title }) => ({
    id,
    kind,
    ...(place !== undefined && { place }),
    title,
  }));
  return {
    ...given,
    company: company.name,
    revision: route.revision,
    slots,
    spare: rowsToFill(slots.length + debtsOf(route, company) + growthOf(route, company)) - slots.length,
    straddle: route.straddleSeal ?? false,
  };
};

/** Where an act goes: its own slot, else the next spare one; undefined when every one is taken. */
export const slotFor = (
  { act, step, role }: Pick<PaperAct, 'act' | 'step' | 'role'>,
  route: Pick<RouteState, 'steps'>,
  company: Company,
  signed: readonly Signed[],
  spare: number,
): string | undefined => {
  const own = slotsFor(route, company).filter((slot) => slot.step === step && slot.role === role);
  const spares = Array.from({ length: spare }, (_, index) => `spare-${index + 1}`);
  const wanted = act === 'countersign' ? spares : [...own.map(({ id }) => id), ...spares];
  return wanted.find((id) => !signed.some(({ slot }) => slot === id));
};

/** `SC-2026-000001.signed-2.pdf` */
export const signedName = (number: string, revision: number, n: number): string =>
  `${printedNumber(number, revision)}.signed-${n}.pdf`;
