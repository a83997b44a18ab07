import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RendererStatus } from '../../functions/core/ports.ts';
import type { Text } from '../../functions/core/result.ts';
import { byHand, type Manager, managersOf, type Part, type Step } from './install-packages.ts';

/** Runs a program to its end and gives its exit code; null when there is no such program. Never throws. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
) => Promise<number | null>;

export interface InstallOptions {
  /** `--install`: do not ask. */
  readonly unasked: boolean;
  readonly ask: (question: Text) => Promise<boolean>;
  readonly run: RunCommand;
  readonly log: (text: Text) => void;
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** The renderer's own look at the machine, before and after. */
  readonly probe: () => Promise<RendererStatus>;
}

/** `unavailable`: no package manager that we know, or no right to use it; `log` has said what to do by hand. */
export type InstallStatus = 'present' | 'installed' | 'declined' | 'unavailable' | 'failed';

const PART_NAMES: Readonly<Record<Part, Text>> = {
  office: { zh: 'LibreOffice', en: 'LibreOffice' },
  font: { zh: '中文字体', en: 'a Chinese font' },
};

/** Installs LibreOffice and a Chinese font where they are missing. Says beforehand what it runs; never throws. */
export async function installRenderer(options: InstallOptions): Promise<InstallStatus> {
  const missing = missingParts(await options.probe());
  if (missing.length === 0) return 'present';
  const plan = await planFor(missing, options);
  if (plan === undefined) {
    options.log(manual(missing, options.platform, 'unavailable'));
    return 'unavailable';
  }
  options.log(announcement(missing, plan));
  if (!options.unasked && !(await options.ask(question))) {
    options.log(manual(missing, options.platform, 'declined'));
    return 'declined';
  }
  for (const step of plan) await runStep(step, options);
  const left = missingParts(await options.probe());
  if (left.length > 0) {
    options.log(manual(left, options.platform, 'failed'));
    return 'failed';
  }
  options.log({ zh: '安装完成，可以生成 PDF 了。', en: 'Installed: PDFs can be made now.' });
  return 'installed';
}

function missingParts(status: RendererStatus): Part[] {
  const parts: Part[] = [];
  if (status.engine === null || status.version === null) parts.push('office');
  if (!status.cjk) parts.push('font');
  return parts;
}

const silent = () => undefined;

async function firstManager({ run, platform }: InstallOptions): Promise<Manager | undefined> {
  for (const manager of managersOf(platform)) {
    if ((await run(manager.command, ['--version'], silent)) === 0) return manager;
  }
  return undefined;
}

/** Undefined when nothing of what is missing can be installed here. */
async function planFor(missing: readonly Part[], options: InstallOptions): Promise<Step[] | undefined> {
  const manager = await firstManager(options);
  const parts = missing.filter((part) => (manager?.packages[part].length ?? 0) > 0);
  if (manager === undefined || parts.length === 0) return undefined;
  const sudo = manager.needsRoot && !options.isRoot;
  if (sudo && (await options.run('sudo', ['--version'], silent)) !== 0) return undefined;
  const prefix = [...(sudo ? ['sudo'] : []), ...(manager.environment ?? [])];
  const step = (...alternatives: (readonly string[])[]): Step =>
    alternatives.map((args) => [...prefix, manager.command, ...args]);
  return [
    ...(manager.refresh ? [step(manager.refresh)] : []),
    ...parts.map((part) => step(...manager.packages[part].map((names) => [...manager.install, ...names]))),
  ];
}

/** The alternatives of a step one after the other until one succeeds. */
async function runStep(step: Step, { run, log }: InstallOptions): Promise<void> {
  for (const [command, ...args] of step) {
    if (command === undefined) continue;
    const line = [command, ...args].join(' ');
    log({ zh: `正在运行：${line}`, en: `Running: ${line}` });
    const code = await run(command, args, (text) => log({ zh: text, en: text }));
    if (code === 0) return;
    log({
      zh: `命令未成功（退出码 ${code ?? '无'}）：${line}`,
      en: `The command did not succeed (exit code ${code ?? 'none'}): ${line}`,
    });
  }
}

const question: Text = { zh: '现在安装吗？', en: 'Install now?' };

function announcement(missing: readonly Part[], plan: readonly Step[]): Text {
  const commands = plan
    .map((step) => `  ${step.map((command) => command.join(' ')).join('\n    || ')}`)
    .join('\n');
  return {
    zh: `生成 PDF 还缺少 ${listed(missing).zh}。将运行：\n${commands}`,
    en: `To make PDFs, ${listed(missing).en} is still needed. This will be run:\n${commands}`,
  };
}

function listed(parts: readonly Part[]): Text {
  return {
    zh: parts.map((part) => PART_NAMES[part].zh).join('和'),
    en: parts.map((part) => PART_NAMES[part].en).join(' and '),
  };
}

const REASONS: Readonly<Record<'unavailable' | 'declined' | 'failed', Text>> = {
  unavailable: {
    zh: '本机没有可用的软件包管理器或管理员权限，不能自动安装',
    en: 'There is no package manager that can be used here, or no right to use it',
  },
  declined: { zh: '没有安装', en: 'Nothing was installed' },
  failed: { zh: '自动安装没有成功', en: 'The installation did not succeed' },
};

function manual(missing: readonly Part[], platform: NodeJS.Platform, why: keyof typeof REASONS): Text {
  const help = byHand(platform);
  return {
    zh: `${REASONS[why].zh}，仍缺少${listed(missing).zh}。${help.zh} 在此之前，文档照常归档，只是没有 PDF；装好后会自动补上。`,
    en: `${REASONS[why].en}; still missing: ${listed(missing).en}. ${help.en} Until then documents are filed without a PDF; the PDFs follow by themselves.`,
  };
}

/** The real `run`: both outputs line by line; the terminal stays connected for a password of sudo. */
export const runCommand: RunCommand = (command, args, onLine) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'], windowsHide: true });
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code ?? 1));
  });
