import { Document, type IPropertiesOptions, Packer } from 'docx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

const CORE = 'docProps/core.xml';
const DATE = /(<dcterms:(?:created|modified)[^>]*>)[^<]*/g;

const PICTURE = /<wp:docPr id="\d+"/g;

/**
 * A Word file of the same content has the same bytes: the library writes the moment of making into it, and counts
 * pictures over all the files that it makes.
 */
export async function makeDocument(options: IPropertiesOptions): Promise<Uint8Array> {
  const parts = unzipSync(new Uint8Array(await Packer.toBuffer(new Document(options))));
  const core = parts[CORE];
  if (core) parts[CORE] = strToU8(strFromU8(core).replace(DATE, '$12026-01-01T00:00:00Z'));
  let pictures = 0;
  for (const [name, part] of Object.entries(parts))
    if (/^word\/(document|header\d*|footer\d*)\.xml$/.test(name))
      parts[name] = strToU8(strFromU8(part).replace(PICTURE, () => `<wp:docPr id="${++pictures}"`));
  return zipSync(parts);
}
