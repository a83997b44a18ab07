import { DocketError } from '../result.ts';
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

// Fields that make Word talk to another program as soon as the document is opened.
const FIELD_TEXT = /w:fldCharType="(?:begin|end)"|<w:instrText(?: [^>]*)?>([^<]*)|w:instr="([^"]*)"/g;

/** Throws `FILE_HAS_DDE` for a part with a field that starts a program. */
export function refuseDde(xml: string): void {
  if (!xml.includes('w:instr')) return;
  // Word joins the pieces of an instruction, so that it may be cut anywhere.
  const fields = [...xml.matchAll(FIELD_TEXT)]
    .map(([all, text, whole]) => text ?? whole ?? `\n${all}\n`)
    .join('');
  if (/^\s*DDE(?:AUTO)?\b/im.test(fields)) throw withDde();
}

/** Throws `FILE_HAS_DDE` for a workbook that asks a program for values. */
export function refuseDdeLinks(pack: Package, main: string): void {
  for (const part of pack.related(main, 'externalLink'))
    if (pack.text(part).includes('ddeLink')) throw withDde();
}

const withDde = (): DocketError =>
  new DocketError('FILE_HAS_DDE', {
    zh: '文件含有 DDE 域或链接（打开时会启动其他程序），不能作为模板。请删除后再提交。',
    en: 'The file has DDE fields or links, which start other programs when it is opened, and cannot be a template. Remove them.',
  });

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
