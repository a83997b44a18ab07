import { describe, expect, it } from 'vitest';
import type { RendererStatus } from '../../functions/core/ports.ts';
import type { Text } from '../../functions/core/result.ts';
import { type InstallOptions, installRenderer, runCommand } from './install.ts';

const nothing: RendererStatus = { engine: null, version: null, cjk: false, ready: false };
const all: RendererStatus = { engine: 'LibreOffice', version: '24.2', cjk: true, ready: true };

interface Machine {
  readonly has: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly isRoot?: boolean;
  readonly unasked?: boolean;
  readonly answer?: boolean;
  readonly before?: RendererStatus;
  readonly after?: RendererStatus;
  readonly failing?: (line: string) => boolean;
}

/** A machine with these commands; gives the status, what was run and what was said. */
async function install(machine: Machine) {
  const ran: string[] = [];
  const said: Text[] = [];
  const statuses = [machine.before ?? nothing, machine.after ?? all];
  const options: InstallOptions = {
    unasked: machine.unasked ?? true,
    ask: async () => machine.answer ?? false,
    probe: async () => statuses.shift() ?? all,
    log: (text) => said.push(text),
    platform: machine.platform ?? 'linux',
    isRoot: machine.isRoot ?? true,
    run: async (command, args, onLine) => {
      const line = [command, ...args].join(' ');
      if (args[0] === '--version') return machine.has.includes(command) ? 0 : null;
      ran.push(line);
      onLine(`output of ${command}`);
      return machine.failing?.(line) ? 100 : 0;
    },
  };
  const status = await installRenderer(options);
  return { status, ran, said, spoken: said.map((text) => text.en).join('\n') };
}

const APT = 'env DEBIAN_FRONTEND=noninteractive apt-get';

describe('the commands for each system', () => {
  const writer = 'libreoffice-writer libreoffice-calc';
  it.each([
    {
      has: ['apt-get'],
      ran: [
        `${APT} update`,
        `${APT} install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui`,
        `${APT} install -y --no-install-recommends fonts-noto-cjk`,
      ],
    },
    {
      has: ['dnf', 'yum'],
      ran: [`dnf install -y ${writer}`, 'dnf install -y google-noto-sans-cjk-ttc-fonts'],
    },
    { has: ['yum'], ran: [`yum install -y ${writer}`, 'yum install -y google-noto-sans-cjk-ttc-fonts'] },
    {
      has: ['pacman'],
      ran: [
        'pacman -Sy',
        'pacman -S --noconfirm --needed libreoffice-still',
        'pacman -S --noconfirm --needed noto-fonts-cjk',
      ],
    },
    {
      has: ['zypper'],
      ran: [
        `zypper --non-interactive install ${writer}`,
        'zypper --non-interactive install google-noto-sans-cjk-fonts',
      ],
    },
    { has: ['apk'], ran: [`apk add --no-cache ${writer}`, 'apk add --no-cache font-noto-cjk fontconfig'] },
    {
      has: ['brew'],
      platform: 'darwin' as const,
      isRoot: false,
      ran: ['brew install --cask libreoffice', 'brew install --cask font-noto-sans-cjk'],
    },
    {
      has: ['winget'],
      platform: 'win32' as const,
      isRoot: false,
      ran: [
        'winget install --exact --silent --accept-package-agreements --accept-source-agreements --id TheDocumentFoundation.LibreOffice',
      ],
    },
  ])('$has', async ({ ran, ...machine }) => {
    const result = await install(machine);
    expect(result.ran).toEqual(ran);
    expect(result.status).toBe('installed');
  });

  it('uses sudo where the user is not root', async () => {
    const { ran } = await install({ has: ['apt-get', 'sudo'], isRoot: false });
    expect(ran).toHaveLength(3);
    expect(ran.every((line) => line.startsWith(`sudo ${APT} `))).toBe(true);
  });

  it('takes the packages with a screen where those without do not exist', async () => {
    const { ran, status } = await install({ has: ['apt-get'], failing: (line) => line.includes('nogui') });
    expect(ran[2]).toBe(`${APT} install -y --no-install-recommends libreoffice-writer libreoffice-calc`);
    expect(ran[3]).toContain('fonts-noto-cjk');
    expect(status).toBe('installed');
  });

  it('installs only what is missing', async () => {
    const { ran } = await install({ has: ['apt-get'], before: { ...all, cjk: false, ready: false } });
    expect(ran).toEqual([`${APT} update`, `${APT} install -y --no-install-recommends fonts-noto-cjk`]);
  });
});

describe('what a person sees', () => {
  it('does nothing where all is there', async () => {
    expect(await install({ has: ['apt-get'], before: all })).toMatchObject({
      status: 'present',
      ran: [],
      said: [],
    });
  });

  it('says what it will run before it asks, and runs nothing after a no', async () => {
    const { status, ran, said } = await install({ has: ['apt-get'], unasked: false });
    expect({ status, ran }).toEqual({ status: 'declined', ran: [] });
    expect(said[0]?.zh).toContain('将运行');
    expect(said[0]?.en).toContain('apt-get install -y');
    expect(said[1]?.zh).toContain('装好后会自动补上');
  });

  it('installs after a yes and passes the output on', async () => {
    const { status, spoken } = await install({ has: ['apt-get'], unasked: false, answer: true });
    expect(status).toBe('installed');
    expect(spoken).toContain('output of env');
  });

  it.each([
    { name: 'no package manager', has: [] },
    { name: 'no root and no sudo', has: ['apt-get'], isRoot: false },
    { name: 'no font package', has: ['winget'], platform: 'win32' as const, before: { ...all, cjk: false } },
    { name: 'an unknown system', has: ['apt-get'], platform: 'freebsd' as const },
  ])('says what to do by hand: $name', async ({ name: _, ...machine }) => {
    const { status, ran, spoken } = await install(machine);
    expect({ status, ran }).toEqual({ status: 'unavailable', ran: [] });
    expect(spoken).toContain('Please install LibreOffice');
  });

  it('says what failed and what is left to do', async () => {
    const { status, spoken } = await install({ has: ['dnf'], after: nothing, failing: () => true });
    expect(status).toBe('failed');
    expect(spoken).toContain('exit code 100');
    expect(spoken).toContain('still missing: LibreOffice and a Chinese font');
  });
});

describe('runCommand', () => {
  it('gives lines of both outputs and the exit code', async () => {
    const lines: string[] = [];
    const script = 'console.log("一\\n二"); console.error("三"); process.exitCode = 3';
    expect(await runCommand(process.execPath, ['-e', script], (line) => lines.push(line))).toBe(3);
    expect(lines.sort()).toEqual(['一', '三', '二']);
  });

  it('gives null where there is no such program', async () => {
    expect(await runCommand('no-such-program-here', [], () => undefined)).toBeNull();
  });
});
