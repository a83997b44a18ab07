import { type DocRun, wordSpecial } from './doc-emit.ts';
import { opNode, own } from './doc-own.ts';
import { largest } from './largest.ts';
import { Out } from './out.ts';
import { emit, Program, runAll } from './program.ts';
import { append, attribute, detach, documentElement, elementsOf, localName, type XmlElement } from './xml.ts';

/** Footnotes and endnotes that the turns of loops wrote, until their parts are. */
export class NoteRun {
  /** Number of the note that is being written. */
  id = 0;
  private readonly written = new Map<string, Buffer[]>();

  add(part: string, first: number, write: (id: number) => Buffer): number {
    const notes = this.written.get(part) ?? [];
    this.written.set(part, notes);
    const at = notes.push(Buffer.alloc(0)) - 1;
    this.id = first + at;
    notes[at] = write(this.id);
    return first + at;
  }

  of(part: string): readonly Buffer[] {
    return this.written.get(part) ?? [];
  }
}

interface NotePart {
  readonly name: string;
  readonly root: XmlElement;
}

/** A note that is referred to in a loop is written once per turn, with what its tags mean there. */
export class LoopNotes {
  private readonly open: (kind: string) => NotePart | null;
  private readonly firsts = new Map<string, number>();

  /** `open` answers the tree of the part of footnotes or endnotes, to be changed. */
  constructor(open: (kind: string) => NotePart | null) {
    this.open = open;
  }

  see(node: XmlElement): void {
    const kind = KINDS[localName(node.name)];
    const part = kind === undefined ? null : this.open(kind);
    if (part === null) return;
    const notes = documentElement(part.root);
    const id = attribute(node, 'w:id');
    const note = elementsOf(notes).find((one) => attribute(one, 'w:id') === id);
    if (note === undefined) return;
    const first = this.firstOf(part.name, notes);
    detach(note);
    own(note).attributes.set('w:id', (out, run) => out.int(run.notes.id));
    const holder: XmlElement = { ...notes, head: '', tail: '', name: '', children: [note], parent: null };
    note.parent = holder;
    const mine = own(node);
    mine.inner = holder;
    let ops: ReturnType<Program<DocRun>['done']> | null = null;
    mine.attributes.set('w:id', (out, run) => {
      ops ??= compileNote(note);
      const steps = ops;
      const outside = run.part;
      run.part = part.name;
      const given = run.notes.add(part.name, first, () => {
        const inner = new Out(2048, run.limit);
        runAll(steps, inner, run);
        return inner.done();
      });
      run.part = outside;
      run.seen++;
      out.int(given);
    });
  }

  private firstOf(part: string, notes: XmlElement): number {
    const known = this.firsts.get(part);
    if (known !== undefined) return known;
    const first = largest(elementsOf(notes).map((one) => Number(attribute(one, 'w:id')) || 0)) + 1;
    this.firsts.set(part, first);
    append(
      notes,
      opNode((out, run) => {
        for (const bytes of run.notes.of(part)) out.raw(bytes);
      }),
    );
    return first;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  footnoteReference: 'footnotes',
  endnoteReference: 'endnotes',
};

function compileNote(note: XmlElement): ReturnType<Program<DocRun>['done']> {
  const program = new Program<DocRun>();
  emit(note, program, wordSpecial);
  return program.done();
}
