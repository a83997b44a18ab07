import type { Text } from '../../functions/core/result.ts';

export type Part = 'office' | 'font';

/** Commands of which the first that succeeds is enough. */
export type Step = readonly (readonly string[])[];

export interface Manager {
  readonly command: string;
  readonly needsRoot: boolean;
  /** Put before the command: sudo does not pass variables on. */
  readonly environment?: readonly string[];
  /** Brings the list of packages up to date. */
  readonly refresh?: readonly string[];
  readonly install: readonly string[];
  /** Sets of packages, best first; none where this manager has none. */
  readonly packages: Readonly<Record<Part, readonly (readonly string[])[]>>;
}

const WRITER_AND_CALC = ['libreoffice-writer', 'libreoffice-calc'];

const RED_HAT = {
  needsRoot: true,
  install: ['install', '-y'],
  packages: {
    office: [WRITER_AND_CALC],
    // Variable fonts last: not every LibreOffice embeds them well.
    font: [
      ['google-noto-sans-cjk-ttc-fonts'],
      ['google-noto-sans-cjk-fonts'],
      ['google-noto-sans-cjk-vf-fonts'],
    ],
  },
} as const;

const LINUX: readonly Manager[] = [
  {
    command: 'apt-get',
    needsRoot: true,
    environment: ['env', 'DEBIAN_FRONTEND=noninteractive'],
    refresh: ['update'],
    install: ['install', '-y', '--no-install-recommends'],
    packages: {
      office: [['libreoffice-writer-nogui', 'libreoffice-calc-nogui'], WRITER_AND_CALC],
      font: [['fonts-noto-cjk'], ['fonts-wqy-zenhei']],
    },
  },
  { command: 'dnf', ...RED_HAT },
  { command: 'yum', ...RED_HAT },
  {
    command: 'pacman',
    needsRoot: true,
    refresh: ['-Sy'],
    install: ['-S', '--noconfirm', '--needed'],
    packages: { office: [['libreoffice-still'], ['libreoffice-fresh']], font: [['noto-fonts-cjk']] },
  },
  {
    command: 'zypper',
    needsRoot: true,
    install: ['--non-interactive', 'install'],
    packages: {
      office: [WRITER_AND_CALC],
      font: [['google-noto-sans-cjk-fonts'], ['google-noto-sans-sc-fonts'], ['noto-sans-sc-fonts']],
    },
  },
  {
    command: 'apk',
    needsRoot: true,
    install: ['add', '--no-cache'],
    packages: { office: [WRITER_AND_CALC, ['libreoffice']], font: [['font-noto-cjk', 'fontconfig']] },
  },
];

const BREW: Manager = {
  command: 'brew',
  needsRoot: false,
  install: ['install', '--cask'],
  packages: { office: [['libreoffice']], font: [['font-noto-sans-cjk']] },
};

const WINGET: Manager = {
  command: 'winget',
  needsRoot: false,
  install: [
    'install',
    '--exact',
    '--silent',
    '--accept-package-agreements',
    '--accept-source-agreements',
    '--id',
  ],
  packages: { office: [['TheDocumentFoundation.LibreOffice']], font: [] },
};

/** In the order in which they are looked for. */
export function managersOf(platform: NodeJS.Platform): readonly Manager[] {
  if (platform === 'darwin') return [BREW];
  if (platform === 'win32') return [WINGET];
  return platform === 'linux' ? LINUX : [];
}

/** What a person can do where the program cannot. */
export function byHand(platform: NodeJS.Platform): Text {
  if (platform === 'win32') {
    return {
      zh: '请从 libreoffice.org 下载并安装 LibreOffice；中文字体在“设置 → 系统 → 可选功能”中添加“简体中文补充字体”。',
      en: 'Please install LibreOffice from libreoffice.org; add “Chinese (Simplified) Supplemental Fonts” under Settings → System → Optional features.',
    };
  }
  if (platform === 'darwin') {
    return {
      zh: '请从 libreoffice.org 下载 LibreOffice 并拖入“应用程序”文件夹。',
      en: 'Please install LibreOffice from libreoffice.org into the Applications folder.',
    };
  }
  return {
    zh: '请用系统的软件包管理器安装 LibreOffice（writer 与 calc）和 Noto Sans CJK 字体，例如由管理员运行：apt-get install libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk。',
    en: 'Please install LibreOffice (writer and calc) and the Noto Sans CJK font with the package manager of the system, for example as administrator: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk.',
  };
}
