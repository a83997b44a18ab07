import type { Finding } from './errors.ts';
import type { Package } from './package.ts';
import { attribute, descendants, detach, parseXml, serialize, setAttribute, type XmlElement } from './xml.ts';

/** Links to the outside that are only followed when a person clicks. */
const HARMLESS = new Set(['hyperlink']);

export interface Cleaned {
  /** Parts with new text. */
  readonly parts: ReadonlyMap<string, string>;
  readonly warnings: readonly Finding[];
}

/**
 * Takes away what would be fetched from elsewhere when the document is opened: attached templates, linked pictures,
 * objects and workbooks. The link stays in name, so that nothing dangles, but leads nowhere, as Office itself writes it.
 */
export function cleanExternal(pack: Package): Cleaned {
  const parts = new Map<string, string>();
  const warnings: Finding[] = [];
  for (const name of pack.entries.keys()) {
    const text = name.endsWith('.rels') ? pack.text(name) : '';
    if (text.includes('External')) cleanPart(pack, name, parseXml(text), parts, warnings);
  }
  return { parts, warnings };
}

function cleanPart(
  pack: Package,
  name: string,
  root: XmlElement,
  parts: Map<string, string>,
  warnings: Finding[],
): void {
  const before = warnings.length;
  for (const node of descendants(root, 'Relationship')) {
    const type = (attribute(node, 'Type') ?? '').replace(/^.*\//, '');
    if (attribute(node, 'TargetMode') !== 'External' || HARMLESS.has(type)) continue;
    warnings.push(warning(name, type, attribute(node, 'Target') ?? ''));
    setAttribute(node, 'Target', 'NULL');
    if (type !== 'attachedTemplate') continue;
    detach(node);
    dropAttachedTemplate(pack, name, parts);
  }
  if (warnings.length > before) parts.set(name, serialize(root));
}

function dropAttachedTemplate(pack: Package, rels: string, parts: Map<string, string>): void {
  const owner = rels.replace('_rels/', '').replace(/\.rels$/, '');
  if (!pack.has(owner)) return;
  const root = parseXml(parts.get(owner) ?? pack.text(owner));
  for (const node of descendants(root, 'attachedTemplate')) detach(node);
  parts.set(owner, serialize(root));
}

const warning = (part: string, type: string, target: string): Finding => ({
  part,
  place: target.slice(0, 80),
  tag: '',
  code: 'EXTERNAL_REMOVED',
  message: {
    zh: `模板引用了外部内容（${type}），已断开；需要的图片或对象请嵌入文件。`,
    en: `The template referred to something outside (${type}); the link was cut. Embed pictures and objects instead.`,
  },
});
