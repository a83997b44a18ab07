import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';

const MAIN_PART: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
};

const TYPES = '[Content_Types].xml';
const CORE = 'docProps/core.xml';
const PART_LIMIT = 1_000_000;

export interface Source {
  readonly extension: 'xlsx' | 'docx';
  /** Last change as the document itself says, `YYYYMMDDhhmmss` in UTC. */
  readonly changed: string | undefined;
}

/**
 * What LibreOffice will be given, or undefined when that is not a whole workbook or text document without
 * macros: LibreOffice itself prints any bytes under any name, as plain text if need be.
 */
export function inspectSource(name: string, bytes: Uint8Array): Source | undefined {
  const extension = name.toLowerCase().split('.').pop();
  if (extension !== 'xlsx' && extension !== 'docx') return undefined;
  const parts = readParts(bytes);
  const types = parts?.[TYPES];
  if (types === undefined || !types.includes(`"${MAIN_PART[extension]}"`)) return undefined;
  return { extension, changed: changedAt(parts?.[CORE] ?? '') };
}

function readParts(bytes: Uint8Array): Record<string, string | undefined> | undefined {
  try {
    const parts = unzipSync(bytes, {
      filter: (file) => (file.name === TYPES || file.name === CORE) && file.originalSize <= PART_LIMIT,
    });
    return Object.fromEntries(
      Object.entries(parts).map(([key, part]) => [key, new TextDecoder().decode(part)]),
    );
  } catch {
    return undefined;
  }
}

function changedAt(core: string): string | undefined {
  const text =
    /<dcterms:modified[^>]*>([^<]+)</.exec(core)?.[1] ?? /<dcterms:created[^>]*>([^<]+)</.exec(core)?.[1];
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** A PDF that was written to its end. */
export function isWholePdf(pdf: Buffer): boolean {
  return pdf.subarray(0, 5).toString('latin1') === '%PDF-' && pdf.subarray(-32).includes('%%EOF');
}

/** Puts `text` where `pattern` last matches, padded to the same length: offsets in the file stay true. */
function overwrite(pdf: Buffer, from: string, pattern: RegExp, text: (found: string) => string): void {
  const at = pdf.lastIndexOf(from, undefined, 'latin1');
  if (at < 0) return;
  const found = pattern.exec(pdf.toString('latin1', at, at + 200))?.[0];
  if (found === undefined) return;
  const wanted = text(found);
  if (wanted.length <= found.length) pdf.write(wanted.padEnd(found.length), at, 'latin1');
}

/**
 * The same document gives the same bytes: LibreOffice writes the time of printing into three places of a PDF.
 * They get the document's own date and identifiers from its SHA-256 and the engine's version. In place.
 */
export function stablePdf(pdf: Buffer, source: Source, bytes: Uint8Array, engine: string): Buffer {
  const id = createHash('sha256')
    .update(engine)
    .update('\0')
    .update(bytes)
    .digest('hex')
    .slice(0, 32)
    .toUpperCase();
  overwrite(pdf, '/CreationDate(', /^\/CreationDate\([^)]*\)/, () =>
    source.changed === undefined ? '' : `/CreationDate(D:${source.changed}Z)`,
  );
  overwrite(pdf, '/ID [', /^\/ID \[\s*<[0-9A-F]{32}>\s*<[0-9A-F]{32}>\s*\]/i, (found) =>
    found.replace(/<[^>]*>/g, `<${id}>`),
  );
  overwrite(pdf, '/DocChecksum /', /^\/DocChecksum \/[0-9A-F]{32}/i, () => `/DocChecksum /${id}`);
  return pdf;
}
