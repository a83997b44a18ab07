import type { CompileContext } from './compiled.ts';
import { elementsBelow, own } from './doc-own.ts';
import { relationshipsName } from './package.ts';
import { linkAddress } from './plain-parts.ts';
import type { WordEdit } from './word-edit.ts';
import { attribute, descendants, detach, type XmlElement } from './xml.ts';

/**
 * Addresses with tags mean something else in each turn of a loop, so each place that uses one gets a relationship of
 * its own when it is written; the template's goes.
 */
export function fillLinks(part: string, root: XmlElement, edit: WordEdit, context: CompileContext): void {
  const name = relationshipsName(part);
  if (!edit.has(name) || !/%7b|\{/i.test(edit.text(name))) return;
  const users = [...elementsBelow(root)].filter((node) => attribute(node, 'r:id') !== undefined);
  for (const link of descendants(edit.tree(name), 'Relationship')) {
    const id = attribute(link, 'Id');
    const nodes = users.filter((node) => attribute(node, 'r:id') === id);
    if (nodes.length === 0 || attribute(link, 'TargetMode') !== 'External') continue;
    const found = linkAddress(attribute(link, 'Target') ?? '', name, context);
    if (found === null) continue;
    detach(link);
    for (const node of nodes) {
      own(node).slots.push(...found.slots);
      own(node).attributes.set('r:id', (out, run) => out.text(run.assets.hyperlink(run.part, found.of(run))));
    }
  }
}
