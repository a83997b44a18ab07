import { DocketError } from '../../functions/core/result.ts';
import { type Command, EXIT, language, runCommand, say, warn } from './command.ts';
import { act } from './commands/act.ts';
import { check } from './commands/check.ts';
import { fill } from './commands/fill.ts';
import { form, kinds } from './commands/kinds.ts';
import { checkpoint, exportCommand, prove, rebuild, redrive, verify } from './commands/ledger.ts';
import { lint } from './commands/lint.ts';
import { erase, register, voidCommand } from './commands/register.ts';
import { start } from './commands/start.ts';
import { show, status } from './commands/status.ts';
import { submit } from './commands/submit.ts';
import { templates } from './commands/templates.ts';

const commands: Readonly<Record<string, Command>> = {
  start,
  kinds,
  form,
  submit,
  status,
  show,
  act,
  fill,
  lint,
  templates,
  register,
  void: voidCommand,
  erase,
  verify,
  check,
  prove,
  export: exportCommand,
  checkpoint,
  rebuild,
  redrive,
};

const help = (): string => {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const rows = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)} ${summary[language]}`,
  );
  const more =
    language === 'zh' ? '每个命令的说明：docket 命令 --help' : 'Help of one command: docket COMMAND --help';
  return ['docket COMMAND [OPTIONS]', '', ...rows, '', more].join('\n');
};

const main = async ([name, ...rest]: readonly string[]): Promise<number> => {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    say(help());
    return EXIT.ok;
  }
  const command = commands[name];
  if (command) return runCommand(command, rest);
  warn(`${language === 'zh' ? '没有这个命令' : 'no such command'}: ${name}\n\n${help()}`);
  return EXIT.fault;
};

// `docket … | head` has read enough.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') throw fault;
  process.exit();
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (fault) {
  if (!(fault instanceof DocketError)) throw fault;
  warn(fault.text[language]);
  process.exitCode = EXIT.fault;
}
