import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DocketError, type Text } from '../../functions/core/result.ts';

/** Exit codes, the same for every command. */
export const EXIT = { ok: 0, fault: 1, rejected: 2, findings: 3 } as const;

interface Option {
  /** Name of its value; without it the option is a switch. */
  readonly takes?: string;
  readonly help: Text;
  readonly short?: string;
}

type Parsed = Readonly<Record<string, string | boolean | undefined>>;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly text: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
  /** The data folder, absolute. */
  readonly data: string;
  /** A path as the person meant it: npm runs its scripts elsewhere. */
  readonly path: (given: string) => string;
}

export interface Command {
  readonly summary: Text;
  /** How it is called, without `docket`. */
  readonly usage: string;
  /** Each option with what it does. */
  readonly options?: Readonly<Record<string, Option>>;
  readonly positionals?: { readonly min: number; readonly max: number };
  /** Said below the options: what the arguments are, an example. */
  readonly notes?: readonly Text[];
  /** False for a command that has no business with the data folder. Default true. */
  readonly needsData?: boolean;
  readonly run: (args: Arguments) => Promise<number>;
}

export const say = (line = ''): void => void process.stdout.write(`${line}\n`);
export const warn = (line: string): void => void process.stderr.write(`${line}\n`);

/** Chinese on a Chinese system, English elsewhere; `DOCKET_LANG=zh|en` decides. */
export const language: keyof Text = (() => {
  const wanted = process.env.DOCKET_LANG ?? process.env.LC_ALL ?? process.env.LANG ?? '';
  const system = wanted === '' ? Intl.DateTimeFormat().resolvedOptions().locale : wanted;
  return system.toLowerCase().startsWith('zh') ? 'zh' : 'en';
})();

export const say2 = (text: Text): void => say(text[language]);

export const JSON_OPTION: Readonly<Record<string, Option>> = {
  json: { help: { zh: '输出 JSON', en: 'print JSON' } },
};

/** What a command did, in words or as JSON. */
export const answer = (args: Arguments, result: object, text: Text): void =>
  args.flag('json') ? say(JSON.stringify(result, undefined, 2)) : say2(text);

const DATA: Option = {
  takes: 'DIR',
  help: { zh: '数据文件夹（默认 ./data）', en: 'data folder (default ./data)' },
};

const withData = (command: Command): Readonly<Record<string, Option>> => ({ ...command.options, data: DATA });

/** Between two ways to call a command; `zh|en` has no blanks around its bar. */
const USAGES = ' | ';

const helpOf = (command: Command, program: string): string => {
  const shown = command.needsData === false ? (command.options ?? {}) : withData(command);
  const options = Object.entries(shown).map(([name, { takes, help, short }]) => {
    const left = `${short ? `-${short}, ` : ''}--${name}${takes ? ` ${takes}` : ''}`;
    return `  ${left.padEnd(24)} ${help[language]}`;
  });
  const usage = command.usage.split(USAGES).map((one) => `${program} ${one}`);
  const notes = (command.notes ?? []).map((note) => `  ${note[language]}`);
  const parts = [usage, [`  ${command.summary[language]}`], options, notes];
  return parts
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
};

const usageError = (what: string, help: string): DocketError =>
  new DocketError('USAGE', { zh: `${what}\n\n${help}`, en: `${what}\n\n${help}` });

const parse = (
  command: Command,
  argv: readonly string[],
  usage: string,
): { values: Parsed; positionals: string[] } => {
  const options = Object.fromEntries(
    Object.entries(withData(command)).map(([name, { takes, short }]) => [
      name,
      { type: takes ? ('string' as const) : ('boolean' as const), ...(short ? { short } : {}) },
    ]),
  );
  const help = { type: 'boolean' as const, short: 'h' };
  try {
    return parseArgs({ args: [...argv], options: { ...options, help }, allowPositionals: true });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error), usage);
  }
};

const fromHere = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path);

/** `program` is what a person types before the usage. */
export const runCommand = async (
  command: Command,
  argv: readonly string[],
  program = 'docket',
): Promise<number> => {
  const usage = helpOf(command, program);
  const { values, positionals } = parse(command, argv, usage);
  if (values.help) {
    say(usage);
    return EXIT.ok;
  }
  const { min, max } = command.positionals ?? { min: 0, max: 0 };
  if (positionals.length < min || positionals.length > max)
    throw usageError(language === 'zh' ? '参数个数不对' : 'wrong number of arguments', usage);
  return command.run({
    positionals,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    flag: (name) => values[name] === true,
    data: fromHere(typeof values.data === 'string' ? values.data : 'data'),
    path: fromHere,
  });
};
