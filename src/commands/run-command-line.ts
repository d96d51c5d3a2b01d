import { Command as Program, CommanderError } from 'commander';
import { OperatorError } from '../errors.ts';
import { planexVersion } from '../version.ts';
import { COMMANDS, type CommandEntry } from './catalogue.ts';
import type { Command } from './command.ts';
import { findCurrentFolder } from './current-folder.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command that a command line names, or shows help; resolves to the exit code. Throws `OperatorError` for what it does not understand. */
export async function runCommandLine(argv: string[], io: Terminal): Promise<number> {
  const program = new Program('planex')
    .description('Turns plans and issue solutions in a Git repository into verified commits.')
    .version(planexVersion, '-V, --version')
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine · 1 found problems · 2 usage or configuration · 70 a bug in planex · 130 interrupted\nStart with: planex init',
    )
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  let exitCode = 0;
  const named = findNamed(argv);
  for (const entry of COMMANDS) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry !== named) continue;
    describe(command, await entry.load(), io, (code) => {
      exitCode = code;
    });
  }
  if (argv.length === 0 || (argv[0] === 'help' && argv[1] === undefined)) {
    program.outputHelp();
    return 0;
  }
  if (argv[0] === 'help' && named === undefined) {
    throw new OperatorError(`unknown command '${argv[1]}'`, { todo: 'planex --help lists the commands' });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw explain(error, named);
  }
  return exitCode;
}

/** The command that a command line is about; only this one is loaded. */
function findNamed(argv: string[]): CommandEntry | undefined {
  const words = argv.filter((word) => !word.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return COMMANDS.find((entry) => entry.name === name);
}

function describe(program: Program, command: Command, io: Terminal, settle: (code: number) => void): void {
  for (const { name, description } of command.args ?? []) program.argument(name, description);
  for (const { flags, description } of command.options ?? []) program.option(flags, description);
  program.allowUnknownOption(command.dashesInArguments === true);
  if (command.details !== undefined) program.addHelpText('after', `\n${command.details}`);
  program.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  program
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .action(async () => {
      const args = program.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
      const options = program.opts<Record<string, string | boolean | undefined>>();
      settle(await command.run({ cwd: findCurrentFolder(), args, options, io }));
    });
}

function explain({ message }: CommanderError, named: CommandEntry | undefined): OperatorError {
  const what = message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
  const todo = named === undefined ? 'planex --help lists the commands' : `planex help ${named.name}`;
  return new OperatorError(what, { todo });
}
