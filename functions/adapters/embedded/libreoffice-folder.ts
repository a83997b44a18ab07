import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Setting = readonly [path: string, name: string, value: string | number | boolean];

const SCRIPTING = '/org.openoffice.Office.Common/Security/Scripting';
const COMMON = '/org.openoffice.Office.Common/Misc';
const INET = '/org.openoffice.Inet/Settings';

/** What a hostile document could use is off, what asks or waits for a person is off, the language is one. */
const SETTINGS: readonly Setting[] = [
  [SCRIPTING, 'MacroSecurityLevel', 3],
  [SCRIPTING, 'DisableMacrosExecution', true],
  [SCRIPTING, 'DisableActiveContent', true],
  [SCRIPTING, 'DisableOLEAutomation', true],
  [SCRIPTING, 'DisablePythonRuntime', true],
  [SCRIPTING, 'ExecutePlugins', false],
  [SCRIPTING, 'BlockUntrustedRefererLinks', true],
  // A proxy where nobody listens: what slips through the switches above still reaches nothing.
  [INET, 'ooInetProxyType', 2],
  [INET, 'ooInetHTTPProxyName', '127.0.0.1'],
  [INET, 'ooInetHTTPProxyPort', 9],
  [INET, 'ooInetHTTPSProxyName', '127.0.0.1'],
  [INET, 'ooInetHTTPSProxyPort', 9],
  [INET, 'ooInetNoProxy', ''],
  ['/org.openoffice.Office.Calc/Content/Update', 'Link', 1],
  ['/org.openoffice.Office.Writer/Content/Update', 'Link', 0],
  // The filled file carries its results: they are printed as they are, never calculated again.
  ['/org.openoffice.Office.Calc/Formula/Load', 'OOXMLRecalcMode', 1],
  [
    "/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments",
    'AutoCheckEnabled',
    false,
  ],
  ['/org.openoffice.Office.Recovery/RecoveryInfo', 'Enabled', false],
  ['/org.openoffice.Office.Recovery/AutoSave', 'Enabled', false],
  [COMMON, 'FirstRun', false],
  [COMMON, 'CrashReport', false],
  [COMMON, 'UseOpenCL', false],
  ['/org.openoffice.Office.Java/VirtualMachine', 'Enable', false],
  ['/org.openoffice.Setup/Office', 'ooSetupInstCompleted', true],
  // Else every start takes itself for the first of a new version and tests the drawing of graphics: a fifth of it.
  ['/org.openoffice.Setup/Product', 'ooSetupLastVersion', '999.0'],
  // Same dates and glyph forms whatever the language of the machine.
  ['/org.openoffice.Setup/L10N', 'ooSetupSystemLocale', 'zh-CN'],
  ['/org.openoffice.Office.Linguistic/General', 'DefaultLocale_CJK', 'zh-CN'],
];

/** Fonts that Windows has and Linux has not, with what prints closest: else LibreOffice takes a much wider one. */
const STAND_INS: readonly (readonly [font: string, standIn: string])[] = [
  ['微软雅黑', 'Noto Sans CJK SC'],
  ['Microsoft YaHei', 'Noto Sans CJK SC'],
  ['黑体', 'Noto Sans CJK SC'],
  ['等线', 'Noto Sans CJK SC'],
  ['宋体', 'Noto Serif CJK SC'],
  ['仿宋', 'Noto Serif CJK SC'],
  ['Arial', 'Noto Sans CJK SC'],
  ['Calibri', 'Noto Sans CJK SC'],
];

const FONTS = '/org.openoffice.Office.Common/Font/Substitution';

const prop = (name: string, value: unknown): string =>
  `<prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop>`;

const standInXml = ([font, standIn]: (typeof STAND_INS)[number], index: number): string => {
  const props = [
    prop('Always', true),
    prop('OnScreenOnly', false),
    prop('ReplaceFont', font),
    prop('SubstituteFont', standIn),
  ];
  return `<item oor:path="${FONTS}/FontPairs"><node oor:name="_${index}" oor:op="replace">${props.join('')}</node></item>`;
};

function profileXml(): string {
  const standIns = process.platform === 'linux' ? STAND_INS : [];
  const settings: readonly Setting[] = [...SETTINGS, [FONTS, 'Replacement', standIns.length > 0]];
  const items = [
    ...settings.map(([path, name, value]) => `<item oor:path="${path}">${prop(name, value)}</item>`),
    ...standIns.map(standInXml),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    ...items,
    '</oor:items>',
    '',
  ].join('\n');
}

export interface WorkFolder {
  /** A new, hardened LibreOffice profile; the one before is removed. */
  freshProfile(): string;
  /** A new empty folder. */
  batch(): string;
  remove(folder: string): void;
  close(): void;
}

const remove = (folder: string) =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

const PREFIX = 'worker-';
const mine = new Set<string>();

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Folders of processes that are gone. In a container every start has the same pid: ours, if not made by us. */
function removeStale(root: string): string[] {
  const stale = readdirSync(root)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(root, name))
    .filter((path) => {
      const pid = Number(path.slice(join(root, PREFIX).length).split('-')[0]);
      return Number.isInteger(pid) && !mine.has(path) && (pid === process.pid || !alive(pid));
    });
  for (const folder of stale) remove(folder);
  return stale;
}

/** `root/worker-<pid>-…`: what a crash left in `root` is removed first and reported to `onStale`. */
export function openWorkFolder(root: string, onStale: (folders: readonly string[]) => void): WorkFolder {
  mkdirSync(root, { recursive: true });
  const stale = removeStale(root);
  if (stale.length > 0) onStale(stale);
  const folder = mkdtempSync(join(root, `${PREFIX}${process.pid}-`));
  mine.add(folder);
  const close = () => {
    process.off('exit', close);
    mine.delete(folder);
    remove(folder);
  };
  process.once('exit', close);
  let profile = '';
  const inside = (prefix: string) => {
    mkdirSync(folder, { recursive: true });
    return mkdtempSync(join(folder, prefix));
  };
  return {
    freshProfile() {
      if (profile !== '') remove(profile);
      profile = inside('profile-');
      mkdirSync(join(profile, 'user'));
      writeFileSync(join(profile, 'user', 'registrymodifications.xcu'), profileXml());
      return profile;
    },
    batch: () => inside('batch-'),
    remove,
    close,
  };
}
