import { checkTag } from './blocks.ts';
import type { CompileContext } from './compiled.ts';
import type { DocRun } from './doc-emit.ts';
import { boxOf, fieldText, pictureOf } from './doc-image.ts';
import { replaceRaw } from './doc-loops.ts';
import { own } from './doc-own.ts';
import { isRawElement } from './doc-raw.ts';
import { type BlockSlot, bodyOf, type TagSlot } from './flow.ts';
import { type Box, sizeIn } from './image.ts';
import { tagsIn } from './plain-parts.ts';
import { type Op, resolve, type Site } from './program.ts';
import { isTrue } from './scope.ts';
import {
  append,
  attribute,
  childOf,
  descendants,
  detach,
  element,
  elementsOf,
  escapeAttribute,
  escapeText,
  localName,
  setAttribute,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

/** Attributes in which a person may write a tag: texts that Word shows, and instructions of fields. */
const WRITABLE: Readonly<Record<string, readonly string[]>> = {
  docPr: ['descr', 'title'],
  cNvPr: ['descr', 'title'],
  hyperlink: ['w:tooltip'],
  fldSimple: ['w:instr'],
  shape: ['alt', 'title'],
  // A watermark.
  textpath: ['string'],
  tblCaption: ['w:val'],
  tblDescription: ['w:val'],
};

/**
 * Tags outside of text: a content control or form field is bound by the tag in its title, tag or help text; a picture
 * is replaced by the one that its alternative text names. Answers what is to be done once blocks are joined.
 */
export function readControls(root: XmlElement, part: string, context: CompileContext): (() => void)[] {
  const { open } = context.reading.delimiters;
  const reader = new ControlReader(part, context);
  const nodes = descendants(root).filter((node) => node.head.includes(open));
  for (const node of nodes) {
    const local = localName(node.name);
    const holder = node.parent;
    if (holder?.name === 'w:sdtPr' && (local === 'alias' || local === 'tag')) reader.control(node, holder);
    else if (holder?.name === 'w:ffData' && local !== 'name') reader.formField(node, holder);
    else if (holder?.name === 'w:textInput') reader.attributes(node, ['w:val']);
    else if (Object.hasOwn(WRITABLE, local)) reader.attributes(node, WRITABLE[local] ?? []);
  }
  return reader.later;
}

class ControlReader {
  readonly later: (() => void)[] = [];
  private readonly part: string;
  private readonly context: CompileContext;

  constructor(part: string, context: CompileContext) {
    this.part = part;
    this.context = context;
  }

  /** The tag that is all of an attribute; null when there is other text, or the tag is wrong. */
  private tagOf(node: XmlElement, name: string): TagSlot | null {
    const found = tagsIn(attribute(node, name) ?? '', this.part, this.context);
    const [slot] = found?.slots ?? [];
    return found?.alone && slot ? slot : null;
  }

  private take(slot: TagSlot): void {
    checkTag(slot, this.context.filters, this.context.reading.report);
  }

  control(node: XmlElement, properties: XmlElement): void {
    const control = properties.parent;
    const content = control && childOf(control, 'sdtContent');
    const slot = this.tagOf(node, 'w:val');
    if (!content || slot === null) return;
    const box = childOf(properties, 'checkbox');
    const known =
      (box && this.checkBox(slot, box, content)) ||
      (childOf(properties, 'repeatingSection') && this.repeating(slot, content)) ||
      (slot.tag.kind === 'value' && this.content(slot, node, content));
    if (known) detach(node);
    else this.refuse(slot);
  }

  private refuse({ place }: TagSlot): void {
    this.context.reading.report.add(place, 'CONTROL_TAG', {
      zh: '此标签不适合这种内容控件：复选框写 {{字段}}，重复节写 {{#each 列表}}，其他控件写 {{字段}}。',
      en: 'This tag does not suit this content control: a check box takes {{field}}, a repeating section {{#each list}}, any other {{field}}.',
    });
  }

  private checkBox(slot: TagSlot, box: XmlElement, content: XmlElement): boolean {
    const site = siteOf(slot);
    if (site === null || slot.tag.kind !== 'value') return false;
    this.take(slot);
    const checked = childOf(box, 'checked') ?? element('<w14:checked w14:val="0"/>');
    if (checked.parent === null) append(box, checked, 0);
    bind(checked, 'w14:val', slot, site);
    const sign = (state: string, otherwise: string): XmlNode => {
      const code = Number.parseInt(stateOf(box, state) ?? otherwise, 16);
      return { kind: 'text', raw: String.fromCodePoint(code), parent: null };
    };
    const texts = textsIn(content);
    const block: BlockSlot = {
      kind: 'block',
      silent: true,
      branches: [
        {
          head: { ...slot, tag: { kind: 'if', expr: site.expr } },
          body: bodyOf([sign('checkedState', '2612')]),
        },
        { head: { ...slot, tag: { kind: 'else' } }, body: bodyOf([sign('uncheckedState', '2610')]) },
      ],
    };
    for (const [i, text] of texts.entries()) {
      text.children = [];
      if (i === 0) append(text, { kind: 'slot', slot: block, parent: null });
    }
    return true;
  }

  private repeating(slot: TagSlot, content: XmlElement): boolean {
    const { tag } = slot;
    if (tag.kind !== 'each' && tag.kind !== 'value') return false;
    this.take(slot);
    const head: TagSlot = {
      ...slot,
      tag: tag.kind === 'each' ? tag : { kind: 'each', expr: tag.expr, name: null, columns: false },
    };
    const [first, ...others] = elementsOf(content, 'sdt');
    for (const other of others) detach(other);
    if (first === undefined) return false;
    this.later.push(() => {
      const block: BlockSlot = { kind: 'block', branches: [{ head, body: bodyOf([]) }] };
      content.children[content.children.indexOf(first)] = { kind: 'slot', slot: block, parent: content };
      append(block.branches[0]?.body ?? content, first);
    });
    return true;
  }

  /** The value takes the place of what the control shows. */
  private content(slot: TagSlot, node: XmlElement, content: XmlElement): boolean {
    if (slot.tag.kind === 'value' && slot.tag.as === 'image') {
      const [drawing] = descendants(content, 'drawing');
      return drawing !== undefined && this.picture(slot, drawing);
    }
    const [first, ...others] = textsIn(content);
    if (first === undefined) return false;
    first.children = [{ kind: 'text', raw: escapeText(attribute(node, 'w:val') ?? ''), parent: first }];
    for (const other of others) other.children = [];
    return true;
  }

  formField(node: XmlElement, data: XmlElement): void {
    const slot = this.tagOf(node, 'w:val');
    const box = childOf(data, 'checkBox');
    const site = slot && siteOf(slot);
    if (slot === null || site === null) return;
    if (box === undefined || slot.tag.kind !== 'value') {
      this.refuse(slot);
      return;
    }
    this.take(slot);
    const checked = childOf(box, 'checked') ?? element('<w:checked w:val="0"/>');
    if (checked.parent === null) append(box, checked);
    if (attribute(checked, 'w:val') === undefined) setAttribute(checked, 'w:val', '1');
    bind(checked, 'w:val', slot, site);
    detach(node);
  }

  attributes(node: XmlElement, names: readonly string[]): void {
    for (const name of names) {
      const text = attribute(node, name);
      if (text === undefined || !text.includes(this.context.reading.delimiters.open)) continue;
      const alone = this.tagOf(node, name);
      const drawing = node.name === 'wp:docPr' ? node.parent?.parent : null;
      if (alone?.tag.kind === 'value' && alone.tag.as === 'image' && drawing) {
        setAttribute(node, name, '');
        this.picture(alone, drawing);
        continue;
      }
      const found = tagsIn(text, this.part, this.context);
      if (found === null) continue;
      own(node).slots.push(...found.slots);
      const write = name === 'w:instr' ? fieldText : (value: string): string => value;
      own(node).attributes.set(name, (out, run) => out.text(escapeAttribute(found.value(run, write))));
    }
  }

  /** Another picture in the frame of this one, which keeps its place, and its size as the most. */
  private picture(slot: TagSlot, drawing: XmlElement): boolean {
    const site = siteOf(slot);
    const [blip] = descendants(drawing, 'blip');
    const extents = [...descendants(drawing, 'extent'), ...descendants(drawing, 'ext')].filter(
      (node) => attribute(node, 'cx') !== undefined,
    );
    const [frame] = extents;
    const { parent } = drawing;
    if (site === null || blip === undefined || frame === undefined || parent === null) return false;
    this.take(slot);
    const asked = slot.tag.kind === 'value' ? boxOf(slot.tag) : undefined;
    const box: Box =
      asked === undefined || (asked.cx === null && asked.cy === null)
        ? {
            cx: Number(attribute(frame, 'cx')),
            cy: Number(attribute(frame, 'cy')),
            stretch: asked?.stretch ?? false,
          }
        : asked;
    const state: { id: string; cx: number; cy: number } = { id: '', cx: 0, cy: 0 };
    blip.children = [];
    own(blip).attributes.set('r:embed', (out) => out.text(state.id));
    for (const node of extents) {
      own(node).attributes.set('cx', (out) => out.int(state.cx));
      own(node).attributes.set('cy', (out) => out.int(state.cy));
    }
    const block: BlockSlot = {
      kind: 'block',
      branches: [{ head: slot, body: bodyOf([]) }],
      turns(run, work) {
        const picture = pictureOf(run, site);
        if (picture === null) return;
        const { part, assets } = run as DocRun;
        Object.assign(state, sizeIn(picture, box), { id: assets.picture(part, picture.fallback ?? picture) });
        (run as DocRun).seen++;
        work();
      },
    };
    this.later.push(() => {
      const holder = drawing.parent ?? parent;
      holder.children[holder.children.indexOf(drawing)] = { kind: 'slot', slot: block, parent: holder };
      append(block.branches[0]?.body ?? holder, drawing);
    });
    return true;
  }
}

const siteOf = (slot: TagSlot): Site | null =>
  'expr' in slot.tag ? { place: slot.place, expr: slot.tag.expr } : null;

const stateOf = (box: XmlElement, local: string): string | undefined => {
  const state = childOf(box, local);
  return state && attribute(state, 'w14:val');
};

function bind(node: XmlElement, name: string, slot: TagSlot, site: Site): void {
  const write: Op<DocRun> = (out, run) => out.text(isTrue(resolve(run, site)) ? '1' : '0');
  own(node).slots.push(slot);
  own(node).attributes.set(name, write);
}

/** Text elements, also in paragraphs and runs that were left as raw text. */
function textsIn(content: XmlElement): XmlElement[] {
  for (const holder of [content, ...descendants(content)])
    for (const child of [...holder.children]) if (isRawElement(child)) replaceRaw(child, holder);
  for (const sign of descendants(content, 'sym')) {
    const text = element('<w:t></w:t>');
    const holder = sign.parent;
    if (holder === null) continue;
    text.parent = holder;
    holder.children[holder.children.indexOf(sign)] = text;
  }
  return descendants(content, 't');
}
