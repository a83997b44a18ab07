import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';

// soffice.com is the Windows launcher that waits and writes to the console; soffice.exe does neither.
const programs = windows ? ['soffice.com', 'soffice.exe'] : ['soffice', 'libreoffice'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** First executable of that name on PATH; on Windows also with `.exe` added. */
export function findOnPath(name: string): string | undefined {
  const names = windows ? [name, `${name}.exe`, `${name}.com`] : [name];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find(isProgram);
}

function foldersIn(parent: string, prefix: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => name.toLowerCase().startsWith(prefix))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(parent, name));
}

function wellKnownFolders(): string[] {
  if (process.platform === 'darwin') {
    return ['/Applications', join(homedir(), 'Applications')].map((base) =>
      join(base, 'LibreOffice.app/Contents/MacOS'),
    );
  }
  if (windows) {
    return ['ProgramW6432', 'ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
      .flatMap((key) => process.env[key] ?? [])
      .flatMap((base) => [
        ...foldersIn(base, 'libreoffice'),
        ...foldersIn(join(base, 'Programs'), 'libreoffice'),
      ])
      .map((base) => join(base, 'program'));
  }
  return ['/usr/lib/libreoffice', '/usr/lib64/libreoffice', ...foldersIn('/opt', 'libreoffice')].map((base) =>
    join(base, 'program'),
  );
}

/**
 * The LibreOffice to use: the configured one alone where one is configured, else PATH, else the places where
 * the installers of macOS, Windows and Linux put it. Looks anew at every call: it may be installed meanwhile.
 */
export function locateLibreOffice(configured?: string): string | undefined {
  if (configured !== undefined) return isProgram(configured) ? configured : findOnPath(configured);
  const onPath = programs.map(findOnPath).find((path) => path !== undefined);
  if (onPath !== undefined) return onPath;
  return wellKnownFolders()
    .flatMap((folder) => programs.map((name) => join(folder, name)))
    .find(isProgram);
}

const FONT_FILES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/System/Library/Fonts/PingFang.ttc',
    '/System/Library/Fonts/Hiragino Sans GB.ttc',
    '/System/Library/Fonts/STHeiti Medium.ttc',
    '/System/Library/Fonts/Supplemental/Songti.ttc',
  ],
  win32: ['msyh.ttc', 'msyh.ttf', 'simsun.ttc', 'simhei.ttf', 'Deng.ttf'].map((file) =>
    join(process.env.windir ?? 'C:\\Windows', 'Fonts', file),
  ),
};

/** Is a font installed that covers Chinese? */
export function hasChineseFont(): boolean {
  const known = FONT_FILES[process.platform];
  if (known?.some((file) => existsSync(file))) return true;
  const list = spawnSync('fc-list', [':lang=zh', 'file'], { encoding: 'utf8', timeout: 20_000 });
  return list.status === 0 && list.stdout.trim() !== '';
}
