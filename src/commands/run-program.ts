import { reportError } from './report-error.ts';
import { runCommandLine } from './run-command-line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the command that a command line names; resolves to the exit code. Bundled apart from the file that answers prompts,
 * so what is thrown must be reported in here: over there are errors of other classes.
 */
export async function runProgram(argv: string[], io: Terminal): Promise<number> {
  try {
    return await runCommandLine(argv, io);
  } catch (error) {
    return reportError(error, io);
  }
}
