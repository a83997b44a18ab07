import type { CompileContext, Use } from './compiled.ts';
import { parseArea } from './formula.ts';
import { type Package, relationshipsName } from './package.ts';
import { type LinkAddress, linkAddress } from './plain-parts.ts';
import type { SheetPlan } from './sheet.ts';
import { loopsAt } from './sheet-uses.ts';
import { attribute, descendants, detach, parseXml, serialize } from './xml.ts';

/** Addresses of a sheet's links that hold tags, by the id of their relationship. */
export interface SheetLinks {
  readonly addresses: ReadonlyMap<string, LinkAddress>;
  readonly uses: readonly Use[];
  /** The relationships without them; each fill adds those that it needs. */
  readonly relations: string | null;
}

const NONE: SheetLinks = { addresses: new Map(), uses: [], relations: null };

/** A link in a loop leads elsewhere in every turn, so its address is made where its cell is written. */
export function readLinks(plan: SheetPlan, pack: Package, context: CompileContext): SheetLinks {
  const name = relationshipsName(plan.part);
  if (!pack.has(name)) return NONE;
  const root = parseXml(pack.text(name));
  const addresses = new Map<string, LinkAddress>();
  const uses: Use[] = [];
  for (const node of descendants(root, 'Relationship')) {
    if (attribute(node, 'TargetMode') !== 'External') continue;
    const id = attribute(node, 'Id') ?? '';
    const cell = cellOf(plan, id);
    const place = cell === undefined ? undefined : `${plan.name}!${cell}`;
    const address = linkAddress(attribute(node, 'Target') ?? '', name, context, place);
    if (address === null) continue;
    addresses.set(id, address);
    const area = parseArea(cell ?? '');
    const around = area === undefined ? [] : loopsAt(plan, area.r1, area.c1);
    uses.push(...address.slots.map((slot) => ({ slot, around })));
    detach(node);
  }
  return addresses.size === 0 ? NONE : { addresses, uses, relations: serialize(root) };
}

const cellOf = (plan: SheetPlan, id: string): string | undefined => {
  const link = descendants(plan.root, 'hyperlink').find((node) => attribute(node, 'r:id') === id);
  return link && attribute(link, 'ref');
};
