import { Command as Program, CommanderError } from 'commander';
import { COMMANDS, type CommandEntry } from './commands/catalogue.ts';
import type { Command } from './commands/command.ts';
import { openTerminal, type Terminal } from './commands/terminal.ts';
import { errorMessage, OperatorError } from './errors.ts';
import { explainStorageError } from './storage-error.ts';
import { planexVersion } from './version.ts';

const EXIT_USAGE = 2;
const EXIT_INTERNAL = 70;

async function main(argv: string[], io: Terminal): Promise<number> {
  const program = new Program('planex')
    .description('Turns plans and issue solutions in a Git repository into verified commits.')
    .version(planexVersion, '-V, --version')
    .helpCommand('help [command]', 'show how a command is used')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine · 1 found problems · 2 usage or configuration · 70 a bug in planex\nStart with: planex init',
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
  await program.parseAsync(argv, { from: 'user' });
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

function findCurrentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new OperatorError('the current folder is gone', { todo: 'change to one that exists' });
  }
}

function reportError(error: unknown, argv: string[], io: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const named = findNamed(argv);
    const what = error.message
      .replace(/^error: /, '')
      .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
    const todo = named === undefined ? 'planex --help lists the commands' : `planex help ${named.name}`;
    return reportError(new OperatorError(what, { todo }), argv, io);
  }
  if (error instanceof OperatorError) {
    const detail = [
      ...(error.where === undefined ? [] : [`at: ${error.where}`]),
      ...(error.todo === undefined ? [] : [`do: ${error.todo}`]),
    ];
    const [first = '', ...more] = error.message.split('\n');
    io.err(`planex: ${first}`);
    for (const line of [...more, ...detail.flatMap((text) => text.split('\n'))]) io.err(`  ${line}`);
    return EXIT_USAGE;
  }
  const trouble = explainStorageError(error);
  if (trouble !== undefined) {
    return reportError(new OperatorError(trouble, { todo: 'mend that and try again' }), argv, io);
  }
  const detail = error instanceof Error && error.stack !== undefined ? error.stack : errorMessage(error);
  io.err('planex: this is a bug in planex, please report it');
  for (const line of detail.split('\n')) io.err(line);
  return EXIT_INTERNAL;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

// A terminal that has gone away leaves nobody to be told, and what is under way still has to be ended in order.
process.stderr.on('error', () => undefined);

const argv = process.argv.slice(2);
const io = openTerminal();
process.exitCode = await main(argv, io).catch((error: unknown) => reportError(error, argv, io));
