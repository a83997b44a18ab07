import { XML_HEAD } from './names.ts';
import type { Package } from './package.ts';
import { PackageEdit } from './package-edit.ts';
import { contentOf } from './zip.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** Changes to a Word document while its template is compiled. */
export class WordEdit extends PackageEdit {
  readonly main: string;

  constructor(pack: Package, main: string) {
    super(pack);
    this.main = main;
  }

  /** The part of this kind that belongs to the main part; made with this content when there is none. */
  partOf(type: string, root: string, content = ''): string {
    const [part] = this.pack.related(this.main, type);
    if (part !== undefined) return part;
    const name = `word/docket${type[0]?.toUpperCase()}${type.slice(1)}.xml`;
    if (this.has(name)) return name;
    this.tree(name, `${XML_HEAD}<w:${root} xmlns:w="${WORD}">${content}</w:${root}>`);
    this.relate(this.main, type, name);
    this.addType(name, `application/vnd.openxmlformats-officedocument.wordprocessingml.${type}+xml`);
    return name;
  }

  /** Copies a part of another package beside the media; answers its name. */
  copyMedia(source: Package, part: string): string | null {
    const entry = source.entries.get(part);
    if (entry === undefined) return null;
    const name = this.freeName('word/media/docketFragment', part.slice(part.lastIndexOf('.')));
    this.addBytes(name, contentOf(entry), source.contentType(part));
    return name;
  }
}
