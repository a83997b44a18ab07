/** Lock, temporary and half-loaded files of office programs, browsers and systems: nobody wants them taken. */
const PASSING = /^(\.|~\$)|\.(tmp|part|partial|crdownload|download|swp)$|^(Thumbs\.db|desktop\.ini)$/i;

export const isPassing = (name: string): boolean => PASSING.test(name);

/** Most bytes of a name in UTF-8: with the time before it and a mark behind it, it must fit into 255. */
const MOST_BYTES = 150;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const cut = (stem: string, room: number): string => {
  let out = '';
  let used = 0;
  for (const char of stem) {
    used += bytesOf(char);
    if (used > room) break;
    out += char;
  }
  return out;
};

/**
 * A name that every file system and every key takes: no path, no control or reserved signs, at most 150 bytes
 * with its ending kept, and not one that passes for a temporary file. Empty when nothing is left of it.
 */
export const safeName = (name: string): string => {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[\p{Cc}\ufffd<>:"|?*]/gu, '_').replace(/^[.~$\s]+|[.\s]+$/g, '');
  const ending = /\.\w{1,8}$/.exec(clean)?.[0] ?? '';
  const short = cut(clean.slice(0, clean.length - ending.length), MOST_BYTES - bytesOf(ending)) + ending;
  return isPassing(short) ? `${short}_` : short;
};

/** `name.xlsx`, then `name (2).xlsx`, … */
export const numbered = (name: string, n: number): string => {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return n === 1 ? name : `${stem} (${n})${name.slice(stem.length)}`;
};
