import { DocketError } from '../result.ts';
import { checksum, deflate, inflate } from './deflate.ts';
import { CONTENT_TYPES } from './names.ts';

/** One file of a package; `data` stays compressed as found until somebody asks for its content. */
export interface Entry {
  readonly name: string;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly size: number;
  readonly data: Uint8Array;
}

export interface ZipLimits {
  /** Files in the package. */
  readonly entries: number;
  /** Bytes of all files together, inflated. */
  readonly bytes: number;
}

export const ZIP_LIMITS: ZipLimits = { entries: 10_000, bytes: 512 * 1024 * 1024 };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const FIXED_DATE = 0x0021; // 1 January 1980, the first day a zip can name

const refuse = (code: string, zh: string, en: string): never => {
  throw new DocketError(code, { zh, en });
};
const notZip = (): never =>
  refuse(
    'ZIP_UNREADABLE',
    '这不是有效的 .docx / .xlsx 文件，或文件不完整。请用 Office 打开并另存为新格式后再提交。',
    'This is not a complete .docx / .xlsx file. Open it in Office, save it in the current format and send that copy.',
  );

/** Reads the directory only. Throws a DocketError: `ZIP_UNREADABLE`, `FILE_ENCRYPTED`, `ZIP_TOO_LARGE`, `ZIP_HOSTILE`. */
export function readZip(bytes: Uint8Array, limits: ZipLimits = ZIP_LIMITS): Entry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  refuseOle(buffer);
  const { count, offset } = findEnd(buffer);
  if (count > limits.entries) tooLarge();
  const entries: Entry[] = [];
  const spans: [number, number][] = [];
  let at = offset;
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== CENTRAL) notZip();
    const record = readRecord(buffer, at);
    at = record.next;
    if (record.name.endsWith('/')) continue;
    checkName(record.name);
    total += record.size;
    if (total > limits.bytes) tooLarge();
    const start = dataStart(buffer, record.local);
    if (start + record.compressed > buffer.length) notZip();
    spans.push([record.local, start + record.compressed]);
    entries.push({
      name: record.name,
      method: record.method,
      crc: record.crc,
      size: record.size,
      data: buffer.subarray(start, start + record.compressed),
    });
  }
  refuseTricks(entries, spans);
  return entries;
}

function refuseOle(buffer: Buffer): void {
  if (buffer.length > 8 && buffer.readUInt32BE(0) === 0xd0cf11e0) {
    refuse(
      'FILE_ENCRYPTED',
      '文件带有打开密码，或是旧版 .doc / .xls 格式。请去掉密码并另存为 .docx / .xlsx。',
      'The file has a password or is in the old .doc / .xls format. Remove the password and save it as .docx / .xlsx.',
    );
  }
}

const tooLarge = (): never =>
  refuse(
    'ZIP_TOO_LARGE',
    '文件解压后过大，已拒绝。请删除多余的工作表或图片后再提交。',
    'The file is too large once unpacked and was refused. Remove sheets or pictures that are not needed.',
  );

function findEnd(buffer: Buffer): { count: number; offset: number } {
  const lowest = Math.max(0, buffer.length - 65_557);
  for (let at = buffer.length - 22; at >= lowest; at--) {
    if (buffer.readUInt32LE(at) !== END) continue;
    const count = buffer.readUInt16LE(at + 10);
    const offset = buffer.readUInt32LE(at + 16);
    if (count !== 0xffff && offset !== 0xffffffff) return { count, offset };
    return findEnd64(buffer, at);
  }
  return notZip();
}

function findEnd64(buffer: Buffer, end: number): { count: number; offset: number } {
  const locator = end - 20;
  if (locator < 0 || buffer.readUInt32LE(locator) !== 0x07064b50) notZip();
  const at = Number(buffer.readBigUInt64LE(locator + 8));
  if (at + 56 > buffer.length || buffer.readUInt32LE(at) !== 0x06064b50) notZip();
  return { count: Number(buffer.readBigUInt64LE(at + 32)), offset: Number(buffer.readBigUInt64LE(at + 48)) };
}

interface DirectoryRecord {
  name: string;
  method: 0 | 8;
  crc: number;
  size: number;
  compressed: number;
  local: number;
  next: number;
}

function readRecord(buffer: Buffer, at: number): DirectoryRecord {
  const flags = buffer.readUInt16LE(at + 8);
  const method = buffer.readUInt16LE(at + 10);
  if ((flags & 1) !== 0) {
    refuse(
      'FILE_ENCRYPTED',
      '压缩包内的文件已加密。请去掉密码后再提交。',
      'Files inside the package are encrypted. Remove the password and send it again.',
    );
  }
  if (method !== 0 && method !== 8) notZip();
  const nameEnd = at + 46 + buffer.readUInt16LE(at + 28);
  const extraEnd = nameEnd + buffer.readUInt16LE(at + 30);
  if (extraEnd > buffer.length) notZip();
  const record: DirectoryRecord = {
    name: buffer.toString('utf8', at + 46, nameEnd),
    method: method as 0 | 8,
    crc: buffer.readUInt32LE(at + 16),
    compressed: buffer.readUInt32LE(at + 20),
    size: buffer.readUInt32LE(at + 24),
    local: buffer.readUInt32LE(at + 42),
    next: extraEnd + buffer.readUInt16LE(at + 32),
  };
  readWideSizes(buffer.subarray(nameEnd, extraEnd), record);
  if (record.method === 0 && record.size !== record.compressed) notZip();
  return record;
}

function readWideSizes(extra: Buffer, record: DirectoryRecord): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    const wide = (value: number): number => {
      if (value !== 0xffffffff || from + 8 > extra.length) return value;
      from += 8;
      return Number(extra.readBigUInt64LE(from - 8));
    };
    record.size = wide(record.size);
    record.compressed = wide(record.compressed);
    record.local = wide(record.local);
    return;
  }
}

function dataStart(buffer: Buffer, local: number): number {
  if (local + 30 > buffer.length || buffer.readUInt32LE(local) !== LOCAL) notZip();
  return local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
}

function checkName(name: string): void {
  const bad = name === '' || name.startsWith('/') || /[\\\0:]/.test(name) || name.split('/').includes('..');
  if (bad) hostile();
}

const hostile = (): never =>
  refuse(
    'ZIP_HOSTILE',
    '文件的内部结构异常（重名、越界路径或数据重叠），已拒绝。',
    'The package has an abnormal structure (repeated names, paths that leave it, overlapping data) and was refused.',
  );

function refuseTricks(entries: readonly Entry[], spans: [number, number][]): void {
  if (new Set(entries.map((entry) => entry.name.toLowerCase())).size !== entries.length) hostile();
  spans.sort((a, b) => a[0] - b[0]);
  for (const [i, span] of spans.entries()) {
    const next = spans[i + 1];
    if (next !== undefined && next[0] < span[1]) hostile();
  }
}

/** Inflated content; throws `ZIP_DAMAGED` when size or checksum differ from the directory. */
export function contentOf(entry: Entry): Buffer {
  const raw = Buffer.from(entry.data.buffer, entry.data.byteOffset, entry.data.byteLength);
  const content = entry.method === 0 ? raw : inflate(raw, entry.size);
  if (checksum(content) !== entry.crc) {
    refuse(
      'ZIP_DAMAGED',
      `文件内部数据校验失败：${entry.name}。请重新保存后再提交。`,
      `A part of the file fails its checksum: ${entry.name}. Save the file again and send that copy.`,
    );
  }
  return content;
}

export function makeEntry(name: string, content: Uint8Array, level: number, window?: number): Entry {
  const data = level === 0 ? content : deflate(content, level, window);
  return { name, method: level === 0 ? 0 : 8, crc: checksum(content), size: content.length, data };
}

/** Same entries, same bytes: dates are fixed, `[Content_Types].xml` comes first, the rest keeps its order. */
export function writeZip(entries: readonly Entry[]): Uint8Array {
  const first = entries.filter((entry) => entry.name === CONTENT_TYPES);
  const ordered = [...first, ...entries.filter((entry) => entry.name !== CONTENT_TYPES)];
  const names = ordered.map((entry) => Buffer.from(entry.name, 'utf8'));
  const length = ordered.reduce(
    (sum, entry, i) => sum + entry.data.length + 76 + 2 * (names[i]?.length ?? 0),
    22,
  );
  // not of the shared pool: callers may hand on `.buffer` and expect the file in it, the whole file and nothing else
  const out = Buffer.allocUnsafeSlow(length);
  const offsets: number[] = [];
  let at = 0;
  for (const [i, entry] of ordered.entries()) {
    const name = names[i] ?? Buffer.alloc(0);
    offsets.push(at);
    out.writeUInt32LE(LOCAL, at);
    writeCommon(out, at + 4, entry, name.length);
    name.copy(out, at + 30);
    out.set(entry.data, at + 30 + name.length);
    at += 30 + name.length + entry.data.length;
  }
  const directory = at;
  for (const [i, entry] of ordered.entries()) {
    const name = names[i] ?? Buffer.alloc(0);
    out.writeUInt32LE(CENTRAL, at);
    out.writeUInt16LE(20, at + 4);
    writeCommon(out, at + 6, entry, name.length);
    out.fill(0, at + 32, at + 42);
    out.writeUInt32LE(offsets[i] ?? 0, at + 42);
    name.copy(out, at + 46);
    at += 46 + name.length;
  }
  out.writeUInt32LE(END, at);
  out.writeUInt32LE(0, at + 4);
  out.writeUInt16LE(ordered.length, at + 8);
  out.writeUInt16LE(ordered.length, at + 10);
  out.writeUInt32LE(at - directory, at + 12);
  out.writeUInt32LE(directory, at + 16);
  out.writeUInt16LE(0, at + 20);
  return out;
}

function writeCommon(out: Buffer, at: number, entry: Entry, nameLength: number): void {
  const ascii = /^[\x20-\x7e]*$/.test(entry.name);
  out.writeUInt16LE(20, at);
  out.writeUInt16LE(ascii ? 0 : 0x0800, at + 2);
  out.writeUInt16LE(entry.method, at + 4);
  out.writeUInt16LE(0, at + 6);
  out.writeUInt16LE(FIXED_DATE, at + 8);
  out.writeUInt32LE(entry.crc, at + 10);
  out.writeUInt32LE(entry.data.length, at + 14);
  out.writeUInt32LE(entry.size, at + 18);
  out.writeUInt16LE(nameLength, at + 22);
  out.writeUInt16LE(0, at + 24);
}
