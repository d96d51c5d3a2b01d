import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../support/program.ts';
import { makeFolder } from '../support/repository.ts';

/** A command for a model to run that says whose it is and then waits for ever. */
export interface WaitingCommand {
  text: string;
  /** Resolves once it waits, with its own pid and that of the CLI. */
  started(): Promise<{ pid: number; cli: number }>;
}

/** Makes a command whose shell is a child of the CLI itself. */
export function makeWaitingCommand(): WaitingCommand {
  const file = join(makeFolder(), 'pids');
  return {
    // Claude Code refuses a plain `sleep`.
    text: `echo $$ $PPID > ${file}.new; mv ${file}.new ${file}; exec tail -f /dev/null`,
    async started() {
      await waitUntil(() => existsSync(file), 'the command of the model waits', 60_000);
      const [pid = 0, cli = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
      return { pid, cli };
    },
  };
}
