import type { CompileContext } from './compiled.ts';
import type { Package } from './package.ts';
import { mayHoldTag } from './sheet.ts';
import { documentElement, elementsOf, parseXml, serialize, type XmlElement } from './xml.ts';

/** The texts that cells share; those that held tags are emptied, since their cells get texts of their own. */
export class SharedStrings {
  readonly part: string | undefined;
  readonly items: readonly XmlElement[];
  private readonly root: XmlElement | null;

  constructor(pack: Package, main: string) {
    this.part = pack.related(main, 'sharedStrings')[0];
    this.root = this.part === undefined ? null : parseXml(pack.text(this.part));
    this.items = this.root === null ? [] : elementsOf(documentElement(this.root), 'si');
  }

  /** The part without its tags; null when it had none. */
  withoutTags(context: CompileContext): string | null {
    const tagged = this.items.filter((item) => mayHoldTag(item, context.reading));
    if (this.root === null || tagged.length === 0) return null;
    for (const item of tagged) item.children = item.children.slice(0, 0);
    return serialize(this.root).replace(/<((?:\w+:)?)si><\/(?:\w+:)?si>/g, '<$1si><$1t/></$1si>');
  }
}
