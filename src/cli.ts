import { answerPrompt } from './commands/answer-prompt.ts';
import { findCurrentFolder } from './commands/current-folder.ts';
import { reportError } from './commands/report-error.ts';
import { openTerminal, type Terminal } from './commands/terminal.ts';
import { writeOut } from './commands/write-out.ts';

/** How the daemon is started, always: it need not be read by the library that reads command lines. */
const DAEMON = 'start --foreground';

/** Runs a command line; resolves to the exit code, also of what is thrown on the way. */
async function main(argv: string[]): Promise<number> {
  try {
    const answer = await answerPrompt(argv);
    if (answer !== undefined) {
      await writeOut(answer);
      // All is written; a process that ends by itself takes itself apart first.
      process.exit(0);
    }
    const io = openCommandTerminal();
    if (argv.join(' ') === DAEMON) {
      return await (await import('./commands/load-foreground.ts')).loadForeground(findCurrentFolder(), io);
    }
    return await (await import('./commands/run-program.ts')).runProgram(argv, io);
  } catch (error) {
    return reportError(error, openCommandTerminal());
  }
}

function openCommandTerminal(): Terminal {
  // A terminal or a reader that has gone leaves nobody to be told; what is under way goes on, or is ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return openTerminal();
}

// Becomes a file of the older kind of modules, which Node begins sooner and which cannot wait at its top.
void begin();

async function begin(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2));
}
