import { z } from 'zod';
import { checkCreditCode } from './business/identity.ts';
import { didYouMean, nearest } from './ooxml/errors.ts';
import type { PathProblem } from './yaml-file.ts';

type Path = readonly (string | number)[];

const word = z.string().catch('');
const words = z.array(word).catch([]);
const span = z.object({ from: word, to: word }).catch({ from: '', to: '' });
const roleOf = { role: word };

const NO_SIGNERS = { reviewer: '', director: '', panel: '', counsel: '', sealKeeper: '' };

/** As much of a profile as can be read: a mistake in one place must not hide those in others. */
const skeleton = z
  .object({
    creditCode: word,
    creditCodeConfirmed: z.boolean().catch(false),
    people: z
      .array(
        z
          .object({ id: word, email: word, roles: words, absences: z.array(span).catch([]) })
          .catch({ id: '', email: '', roles: [], absences: [] }),
      )
      .catch([]),
    roles: z.record(z.string(), z.object({ delegates: words }).catch({ delegates: [] })).catch({}),
    factories: z
      .array(
        z
          .object({ id: word, bom: z.object(roleOf).catch({ role: '' }) })
          .catch({ id: '', bom: { role: '' } }),
      )
      .catch([]),
    taxRates: z.array(span).catch([]),
    quoting: z
      .object({ floorSigner: word, revisionSigner: word, lockRoles: words, lockNotice: word })
      .catch({ floorSigner: '', revisionSigner: '', lockRoles: [], lockNotice: '' }),
    contracts: z
      .object({ reviewer: word, director: word, panel: word, counsel: word, sealKeeper: word })
      .catch(NO_SIGNERS),
    orders: z.record(z.string(), word).catch({}),
    routing: z.object({ coordinator: word }).catch({ coordinator: '' }),
    access: z.record(z.string(), words).catch({}),
  })
  .catch({
    creditCode: '',
    creditCodeConfirmed: false,
    people: [],
    roles: {},
    factories: [],
    taxRates: [],
    quoting: { floorSigner: '', revisionSigner: '', lockRoles: [], lockNotice: '' },
    contracts: NO_SIGNERS,
    orders: {},
    routing: { coordinator: '' },
    access: {},
  });

type Skeleton = z.infer<typeof skeleton>;

/** What does not fit together in a profile, whatever else is wrong with it. */
export function companyProblems(raw: unknown): readonly PathProblem[] {
  const profile = skeleton.parse(raw);
  return [
    ...creditCode(profile),
    ...unknownRoles(profile),
    ...twice(profile.people, 'people', 'PERSON_TWICE'),
    ...twice(profile.factories, 'factories', 'FACTORY_TWICE'),
    ...sharedMailboxes(profile),
    ...emptyRoles(profile),
    ...circles(profile),
    ...backwards(profile),
  ];
}

function creditCode({ creditCode: code, creditCodeConfirmed }: Skeleton): PathProblem[] {
  if (code === '') return [];
  const checked = checkCreditCode(code);
  if (checked.status === 'valid' || (checked.status === 'warning' && creditCodeConfirmed)) return [];
  const { message } = checked.problem;
  const fix =
    checked.status === 'warning'
      ? {
          zh: '请对照营业执照改正；若执照上确实如此，请加一行 creditCodeConfirmed: true',
          en: 'Compare it with the licence; if the licence really shows it, add a line creditCodeConfirmed: true',
        }
      : (didYouMean(checked.suggestion) ?? {
          zh: '请对照营业执照核对',
          en: 'Compare it with the business licence',
        });
  return [{ code: 'CREDIT_CODE', path: ['creditCode'], message, fix }];
}

/** Every place of the profile that names a role. */
const mentions = (profile: Skeleton): { role: string; path: Path }[] => [
  ...profile.people.flatMap(({ roles }, i) =>
    roles.map((role, j) => ({ role, path: ['people', i, 'roles', j] })),
  ),
  ...Object.entries(profile.roles).flatMap(([id, { delegates }]) =>
    delegates.map((role, j) => ({ role, path: ['roles', id, 'delegates', j] })),
  ),
  ...profile.factories.map(({ bom }, i) => ({ role: bom.role, path: ['factories', i, 'bom', 'role'] })),
  { role: profile.quoting.floorSigner, path: ['quoting', 'floorSigner'] },
  { role: profile.quoting.revisionSigner, path: ['quoting', 'revisionSigner'] },
  { role: profile.quoting.lockNotice, path: ['quoting', 'lockNotice'] },
  ...profile.quoting.lockRoles.map((role, j) => ({ role, path: ['quoting', 'lockRoles', j] })),
  ...Object.entries(profile.contracts).map(([name, role]) => ({ role, path: ['contracts', name] })),
  ...Object.entries(profile.orders)
    .filter(([name]) => name !== 'paymentTolerance' && name !== 'times')
    .map(([name, role]) => ({ role, path: ['orders', name] })),
  { role: profile.routing.coordinator, path: ['routing', 'coordinator'] },
  ...Object.entries(profile.access).flatMap(([name, roles]) =>
    roles.map((role, j) => ({ role, path: ['access', name, j] })),
  ),
];

function unknownRoles(profile: Skeleton): PathProblem[] {
  const known = Object.keys(profile.roles);
  return mentions(profile)
    .filter(({ role }) => role !== '' && !known.includes(role))
    .map(({ role, path }) => ({
      code: 'ROLE_UNKNOWN',
      path,
      message: {
        zh: `角色“${role}”没有在 roles 中定义`,
        en: `The role “${role}” is not defined under roles`,
      },
      fix: didYouMean(nearest(role, known)) ?? {
        zh: '请在 roles 中加上它，或改用已有的角色',
        en: 'Define it under roles, or name one that is defined',
      },
    }));
}

function twice(entries: readonly { readonly id: string }[], list: string, code: string): PathProblem[] {
  const ids = entries.map(({ id }) => id);
  return ids.flatMap((id, i) => {
    if (id === '' || ids.indexOf(id) === i) return [];
    return [
      {
        code,
        path: [list, i, 'id'],
        message: { zh: `编号“${id}”用了两次`, en: `The id “${id}” is used twice` },
        fix: { zh: '请另取一个编号', en: 'Give one of them another id' },
      },
    ];
  });
}

/** Who reads a mailbox can sign as its owner: it may have one owner only. */
function sharedMailboxes({ people }: Skeleton): PathProblem[] {
  const addresses = people.map(({ email }) => email.trim().toLowerCase());
  return addresses.flatMap((address, i) => {
    if (address === '' || addresses.indexOf(address) === i) return [];
    return [
      {
        code: 'EMAIL_TWICE',
        path: ['people', i, 'email'],
        message: { zh: `两人共用邮箱“${address}”`, en: `Two people have the address “${address}”` },
        fix: {
          zh: '登录和签署链接发到邮箱，请为每人填写各自的邮箱',
          en: 'Links to sign in and to sign go there: give each person an address of their own',
        },
      },
    ];
  });
}

function emptyRoles({ people, roles }: Skeleton): PathProblem[] {
  const held = new Set(people.flatMap((person) => person.roles));
  return Object.keys(roles)
    .filter((role) => !held.has(role))
    .map((role) => ({
      code: 'ROLE_EMPTY',
      path: ['roles', role],
      message: { zh: `角色“${role}”没有任何人担任`, en: `Nobody holds the role “${role}”` },
      fix: {
        zh: '请在 people 中给至少一人加上这个角色，或删去它',
        en: 'Give it to somebody under people, or take the role out',
      },
    }));
}

/** Each circle once, told at the role that comes first in the file. */
function circles({ roles }: Skeleton): PathProblem[] {
  const told = new Set<string>();
  return Object.keys(roles).flatMap((role) => {
    const circle = told.has(role) ? undefined : circleFrom(role, roles);
    if (!circle) return [];
    for (const member of circle) told.add(member);
    const way = [...circle, role].join(' → ');
    return [
      {
        code: 'DELEGATE_CIRCLE',
        path: ['roles', role, 'delegates'],
        message: { zh: `代理关系成了一圈：${way}`, en: `The delegates go round in a circle: ${way}` },
        fix: { zh: '请删去其中一个代理', en: 'Take one of these delegates out' },
      },
    ];
  });
}

function circleFrom(start: string, roles: Skeleton['roles']): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (role: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of roles[role]?.delegates ?? []) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...way, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}

function backwards({ people, taxRates }: Skeleton): PathProblem[] {
  const spans = [
    ...people.flatMap(({ absences }, i) =>
      absences.map((days, j) => ({ days, path: ['people', i, 'absences', j] })),
    ),
    ...taxRates.map((days, i) => ({ days, path: ['taxRates', i] })),
  ];
  return spans
    .filter(({ days }) => days.from !== '' && days.to !== '' && days.to < days.from)
    .map(({ path }) => ({
      code: 'DATES_BACKWARDS',
      path,
      message: { zh: '结束日期早于开始日期', en: 'The last day is before the first' },
      fix: { zh: '请对调或改正这两个日期', en: 'Swap or mend the two dates' },
    }));
}
