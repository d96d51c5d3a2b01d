import { COMMANDS } from './commands/catalogue.ts';
import { findCurrentFolder } from './commands/current-folder.ts';
import { openTerminal, type Terminal } from './commands/terminal.ts';
import { errorMessage, OperatorError } from './errors.ts';
import { explainStorageError } from './storage-error.ts';

const EXIT_USAGE = 2;
const EXIT_INTERNAL = 70;

async function main(argv: string[], io: Terminal): Promise<number> {
  const [name, ...more] = argv;
  const bare =
    more.length === 0 ? COMMANDS.find((entry) => entry.name === name && entry.inPrompts) : undefined;
  if (bare !== undefined) {
    return (await bare.load()).run({ cwd: findCurrentFolder(), args: [], options: {}, io });
  }
  const { runCommandLine } = await import('./commands/run-command-line.ts');
  return runCommandLine(argv, io);
}

function reportError(error: unknown, io: Terminal): number {
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
    return reportError(new OperatorError(trouble, { todo: 'mend that and try again' }), io);
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

const io = openTerminal();
process.exitCode = await main(process.argv.slice(2), io).catch((error: unknown) => reportError(error, io));
