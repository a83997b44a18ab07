import type { DocRun } from './doc-emit.ts';
import type { TagSlot } from './flow.ts';
import { aroundAttribute, emitChildren, type Op, Program, runAll, type Special } from './program.ts';
import { attributeIn, type XmlElement } from './xml.ts';

/** How one element of a tree is written otherwise than it stands there. */
export interface Own {
  /** Tags that it holds outside its text, for the list of fields. */
  readonly slots: TagSlot[];
  /** What writes the values of attributes, escaped. */
  readonly attributes: Map<string, Op<DocRun>>;
  /** Content that stands elsewhere and is written with it. */
  inner: XmlElement | null;
  /** Written by the first turn only: a document has it once. */
  once: boolean;
  /** Stands in place of the whole element. */
  op: Op<DocRun> | null;
}

const owns = new WeakMap<XmlElement, Own>();

export const ownOf = (node: XmlElement): Own | undefined => owns.get(node);

export function own(node: XmlElement): Own {
  const mine = owns.get(node) ?? { slots: [], attributes: new Map(), inner: null, once: false, op: null };
  owns.set(node, mine);
  return mine;
}

/** All elements below, those inside blocks too. */
export function* elementsBelow(node: XmlElement): Generator<XmlElement> {
  for (const child of node.children) {
    if (child.kind === 'element') {
      yield child;
      yield* elementsBelow(child);
    } else if (child.kind === 'slot' && child.slot.kind === 'block') {
      for (const { body } of child.slot.branches) yield* elementsBelow(body);
    }
  }
}

/** A node that does something at its place in the document. */
export function opNode(op: Op<DocRun>): XmlElement {
  const node: XmlElement = { kind: 'element', name: '', head: '', tail: '', children: [], parent: null };
  own(node).op = op;
  return node;
}

export function writeOwn(
  node: XmlElement,
  mine: Own,
  program: Program<DocRun>,
  special: Special<DocRun>,
): void {
  if (mine.op !== null) {
    program.op(mine.op);
    return;
  }
  if (!mine.once) {
    writeWhole(node, mine, program, special);
    return;
  }
  const inner = new Program<DocRun>();
  writeWhole(node, mine, inner, special);
  const ops = inner.done();
  program.op((out, run) => {
    if (run.written.has(mine)) return;
    run.written.add(mine);
    runAll(ops, out, run);
  });
}

function writeWhole(node: XmlElement, mine: Own, program: Program<DocRun>, special: Special<DocRun>): void {
  const names = [...mine.attributes.keys()].filter((name) => attributeIn(node.head, name) !== undefined);
  const at = (name: string): number => aroundAttribute(node.head, name)?.[0].length ?? 0;
  let rest = node.head;
  for (const name of names.sort((a, b) => at(a) - at(b))) {
    const [before, , after] = aroundAttribute(rest, name) ?? [rest, '', ''];
    program.text(before);
    program.op(mine.attributes.get(name) as Op<DocRun>);
    rest = after;
  }
  program.text(rest);
  emitChildren(node, program, special);
  program.text(node.tail);
}
