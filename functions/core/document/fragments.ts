import { inspect } from '../ooxml/index.ts';
import type { Ports } from '../ports.ts';
import { DocketError } from '../result.ts';
import { FRAGMENTS, isFragment } from './events.ts';
import { currentTemplate, templateBytes } from './templates.ts';

const ENDING = '.docx';

export const fragmentFile = (name: string): string => `${FRAGMENTS}/${name}${ENDING}`;

const nameOf = (file: string): string => file.slice(FRAGMENTS.length + 1, -ENDING.length);

/** Fragments by name, without ending. */
export type FragmentBytes = Readonly<Record<string, Uint8Array>>;

/** Gives a fragment by its name; undefined when there is none. */
export type FragmentSource = (name: string) => Promise<Uint8Array | undefined>;

/** The fragments of these names, and those that fragments in turn ask for; what is not there is left out. */
export const gather = async (names: readonly string[], source: FragmentSource): Promise<FragmentBytes> => {
  const found = new Map<string, Uint8Array | undefined>();
  let wanted = names;
  while (wanted.length > 0) {
    const loaded = await Promise.all(wanted.map(async (name) => [name, await source(name)] as const));
    for (const [name, bytes] of loaded) found.set(name, bytes);
    const next = loaded.flatMap(([, bytes]) => (bytes ? inspect(bytes).asks : []));
    wanted = [...new Set(next)].filter((name) => !found.has(name));
  }
  return Object.fromEntries([...found].flatMap(([name, bytes]) => (bytes ? [[name, bytes]] : [])));
};

type Reading = Pick<Ports, 'files' | 'ledger' | 'shipped'>;

/** Hash of a fragment that new documents use; undefined when there is none. */
const currentFragment = async (ports: Reading, kind: string, name: string): Promise<string | undefined> => {
  try {
    return await currentTemplate(ports, kind, fragmentFile(name));
  } catch (fault) {
    if (fault instanceof DocketError && fault.code === 'TEMPLATE_NOT_FOUND') return undefined;
    throw fault;
  }
};

/** The fragments of a kind as new documents use them. */
const fragmentsInForce =
  (ports: Reading, kind: string): FragmentSource =>
  async (name) => {
    const hash = await currentFragment(ports, kind, name);
    return hash === undefined ? undefined : templateBytes(ports, kind, fragmentFile(name), hash);
  };

/** SHA-256 by file of all fragments that a template asks for, as they are now: what pins a document for ever. */
export const pinFragments = async (
  ports: Reading,
  kind: string,
  template: string,
  hash: string,
): Promise<Readonly<Record<string, string>>> => {
  if (!template.endsWith(ENDING)) return {};
  const { asks } = inspect(await templateBytes(ports, kind, template, hash));
  const pins: Record<string, string> = {};
  await gather(asks, async (name) => {
    const pin = await currentFragment(ports, kind, name);
    if (pin === undefined) return undefined;
    pins[fragmentFile(name)] = pin;
    return templateBytes(ports, kind, fragmentFile(name), pin);
  });
  return pins;
};

/** The files of the pins that are fragments. */
export const pinnedFragments = (
  pins: Readonly<Record<string, string>>,
): readonly (readonly [file: string, hash: string])[] =>
  Object.entries(pins).filter(([file]) => isFragment(file));

/** The bytes that were pinned, whatever is in force now. */
export const fragmentsOf = async (
  ports: Pick<Ports, 'files'>,
  kind: string,
  pinned: readonly (readonly [file: string, hash: string])[],
): Promise<FragmentBytes> =>
  Object.fromEntries(
    await Promise.all(
      pinned.map(
        async ([file, hash]) => [nameOf(file), await templateBytes(ports, kind, file, hash)] as const,
      ),
    ),
  );

const MOST_LISTED = 1000;

/** Files of all fragments of a kind, for lists and suggestions: one of this moment may not yet be among them. */
export const fragmentFiles = async (
  { shipped, views }: Pick<Ports, 'shipped' | 'views'>,
  kind: string,
): Promise<readonly string[]> => {
  const { rows } = await views.list({ kind: 'template', limit: MOST_LISTED, offset: 0 });
  const published = rows.filter(({ party, title }) => party === kind && isFragment(title));
  const names = (await shipped.list(`${kind}/${FRAGMENTS}`)).filter((name) => name.endsWith(ENDING));
  const files = [...names.map((name) => `${FRAGMENTS}/${name}`), ...published.map(({ title }) => title)];
  return [...new Set(files)].toSorted();
};

/** Everything that a new template of the kind may include. */
export const allFragments = async (
  ports: Ports,
  kind: string,
  asks: readonly string[],
): Promise<FragmentBytes> => {
  const listed = (await fragmentFiles(ports, kind)).map(nameOf);
  return gather([...new Set([...asks, ...listed])], fragmentsInForce(ports, kind));
};
