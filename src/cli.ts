import { COMMANDS } from './commands/catalogue.ts';
import { findCurrentFolder } from './commands/current-folder.ts';
import { reportError } from './commands/report-error.ts';
import { openTerminal, type Terminal } from './commands/terminal.ts';

/** How the daemon is started, always: it need not be read by the library that reads command lines. */
const DAEMON = 'start --foreground';

async function main(argv: string[], io: Terminal): Promise<number> {
  const [name, ...more] = argv;
  const bare =
    more.length === 0 ? COMMANDS.find((entry) => entry.name === name && entry.inPrompts) : undefined;
  if (bare !== undefined) {
    return (await bare.load()).run({ cwd: findCurrentFolder(), args: [], options: {}, io });
  }
  if (argv.join(' ') === DAEMON) {
    return (await import('./commands/foreground.ts')).stayInForeground(findCurrentFolder(), io);
  }
  const { runCommandLine } = await import('./commands/run-command-line.ts');
  return runCommandLine(argv, io);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

// A terminal that has gone away leaves nobody to be told, and what is under way still has to be ended in order.
process.stderr.on('error', () => undefined);

const io = openTerminal();
process.exitCode = await main(process.argv.slice(2), io).catch((error: unknown) => reportError(error, io));
