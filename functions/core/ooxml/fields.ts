import type { Use } from './compiled.ts';
import type { Place } from './errors.ts';
import type { TagSlot } from './flow.ts';
import type { Expr, Segment } from './grammar.ts';

/** A name that the template asks for. */
export interface Field {
  readonly name: string;
  /** `value` is shown, `list` is repeated over, `condition` only decides, `group` only holds other fields. */
  readonly kind: 'value' | 'list' | 'condition' | 'group';
  readonly places: readonly Place[];
  /** Fields of the group, or of each item of the list. */
  readonly fields: readonly Field[];
}

interface Growing {
  name: string;
  kind: Field['kind'];
  places: Place[];
  fields: Map<string, Growing>;
}

export function fieldsOf(uses: readonly Use[]): Field[] {
  const root: Growing = { name: '', kind: 'group', places: [], fields: new Map() };
  for (const { slot, around } of uses) {
    for (const { path, role } of pathsOf(slot)) addPath(root, path, role, slot, around);
  }
  return finished(root);
}

const finished = (node: Growing): Field[] =>
  [...node.fields.values()].map((field) => ({
    name: field.name,
    kind: field.kind,
    places: field.places,
    fields: finished(field),
  }));

interface NamedPath {
  readonly path: readonly string[];
  readonly role: Field['kind'];
}

function pathsOf(slot: TagSlot): NamedPath[] {
  if (!('expr' in slot.tag)) return [];
  const { kind } = slot.tag;
  const role = kind === 'each' ? 'list' : kind === 'value' ? 'value' : 'condition';
  return [...exprPaths(slot.tag.expr)].map((path) => ({ path, role }));
}

/** Names in an expression; a computed step ends a path. */
function* exprPaths(expr: Expr): Generator<readonly string[]> {
  if (expr.op === 'path') {
    const end = expr.path.findIndex((segment) => typeof segment !== 'string');
    const names = end < 0 ? expr.path : expr.path.slice(0, end);
    yield names.filter(isName);
    for (const segment of expr.path) if (typeof segment !== 'string') yield* exprPaths(segment);
  }
  if ('a' in expr) yield* exprPaths(expr.a);
  if ('b' in expr) yield* exprPaths(expr.b);
  if (expr.op === 'filter') for (const arg of expr.args) yield* exprPaths(arg);
}

const isName = (segment: Segment): segment is string => typeof segment === 'string';

/**
 * Where a name inside loops belongs cannot be known without the data: it is taken for a field of the innermost
 * item, unless the name is already known further out.
 */
function addPath(
  root: Growing,
  path: readonly string[],
  role: Field['kind'],
  slot: TagSlot,
  around: readonly TagSlot[],
): void {
  const [first] = path;
  if (first === undefined || (first.startsWith('@') && first !== '@root') || first === 'this') return;
  const holders = holdersOf(root, around);
  const named = holders.find((holder) => holder.name === first);
  if (first === '@root' || named) {
    put(named?.node ?? root, path.slice(1), role, slot);
    return;
  }
  const holder = holders.findLast(({ node }) => node.fields.has(first)) ?? holders.at(-1);
  put(holder?.node ?? root, path, role, slot);
}

interface Holder {
  readonly name: string | null;
  readonly node: Growing;
}

function holdersOf(root: Growing, around: readonly TagSlot[]): Holder[] {
  const holders: Holder[] = [{ name: null, node: root }];
  for (const { tag } of around) {
    if (tag.kind !== 'each' && tag.kind !== 'section') continue;
    const path = [...exprPaths(tag.expr)][0] ?? [];
    const [first = ''] = path;
    const named = holders.find((holder) => holder.name === first);
    const from = named?.node ?? holders.findLast(({ node }) => node.fields.has(first))?.node ?? root;
    const node = descend(from, named ? path.slice(1) : path);
    holders.push({ name: tag.kind === 'each' ? tag.name : null, node });
  }
  return holders;
}

function descend(from: Growing, path: readonly string[]): Growing {
  let node = from;
  for (const name of path) {
    const next = node.fields.get(name) ?? { name, kind: 'group', places: [], fields: new Map() };
    node.fields.set(name, next);
    node = next;
  }
  return node;
}

const RANK = ['group', 'condition', 'value', 'list'];

function put(from: Growing, path: readonly string[], role: Field['kind'], slot: TagSlot): void {
  if (path.length === 0) return;
  const node = descend(from, path);
  node.places.push(slot.place);
  if (RANK.indexOf(role) > RANK.indexOf(node.kind)) node.kind = role;
}
