import { isOpener } from './blocks.ts';
import type { BlockSlot, TagSlot } from './flow.ts';
import type { Out } from './out.ts';
import {
  attempt,
  emit,
  emitChildren,
  forEach,
  forSection,
  type Op,
  Program,
  proseOf,
  type Run,
  resolve,
  runAll,
  type Site,
  type Special,
} from './program.ts';
import { isTrue } from './scope.ts';
import type { XmlElement } from './xml.ts';

/** How text is written where a tag stands: escaped for XML, and whatever else the place asks for. */
export type TextWriter = (out: Out, text: string, run: Run) => void;

export const siteOf = (slot: TagSlot): Site | null =>
  'expr' in slot.tag ? { place: slot.place, expr: slot.tag.expr } : null;

function textOp(slot: TagSlot, write: TextWriter): Op {
  const site = siteOf(slot);
  return (out, run) => {
    if (site === null) return;
    const text = proseOf(run, site, resolve(run, site));
    if (text !== '') write(out, text, run);
  };
}

/** A block as one step: chooses a branch, or repeats its body with the scope moved. */
export function blockOp<R extends Run>(
  block: BlockSlot,
  compile: (body: XmlElement) => readonly Op<R>[],
): Op<R> {
  const branches = block.branches.map((branch) => ({
    head: branch.head,
    site: siteOf(branch.head),
    ops: compile(branch.body),
  }));
  const first = branches[0];
  if (first === undefined) return () => undefined;
  const { tag } = first.head;
  const { site, ops } = first;
  if (block.turns) return (out, run) => block.turns?.(run, () => runAll(ops, out, run));
  const choose = (from: readonly (typeof first)[], out: Out, run: R): void => {
    const chosen = from.find((branch) => branch.site === null || isTrue(attempt(run, branch.site)));
    if (chosen) runAll(chosen.ops, out, run);
  };
  if (tag.kind === 'each' && site) {
    const instead = branches.slice(1);
    return (out, run) => {
      if (!forEach(run, site, tag.name, () => runAll(ops, out, run))) choose(instead, out, run);
    };
  }
  if (tag.kind === 'section' && site)
    return (out, run) => forSection(run, site, tag.inverted, () => runAll(ops, out, run));
  return (out, run) => choose(branches, out, run);
}

/** Slots of plain text: values are written by `write` (or as `other` decides), blocks unfold in place. */
export function textSpecial<R extends Run>(
  write: TextWriter,
  other?: (slot: TagSlot) => Op<R> | null,
): Special<R> {
  const special: Special<R> = (node, program) => {
    if (node.kind !== 'slot') return false;
    const { slot } = node;
    if (slot.kind === 'block') program.op(blockOp<R>(slot, (body) => compileChildren(body, special)));
    else if (!isOpener(slot.tag)) program.op(other?.(slot) ?? textOp(slot, write));
    return true;
  };
  return special;
}

export function compileChildren<R extends Run>(node: XmlElement, special: Special<R>): readonly Op<R>[] {
  const program = new Program<R>();
  emitChildren(node, program, special);
  return program.done();
}

export function compileTree<R extends Run>(root: XmlElement, special: Special<R>): Program<R> {
  const program = new Program<R>();
  for (const child of root.children) emit(child, program, special);
  return program;
}
