import { readNearStatus } from '../compose/status/read-near-status.ts';
import type { StatusView } from '../daemon/look/status-view.ts';
import { findCurrentFolder } from './current-folder.ts';
import { printStatus } from './print-status.ts';
import { statusline } from './statusline.ts';
import { printJson, type Terminal } from './terminal.ts';

/**
 * Runs what stands in prompts and is asked for again and again, where little is enough to answer it; resolves to the exit code.
 * Undefined for every other command line, and where all of planex is needed for the answer: nothing is printed then.
 */
export async function answerPrompt(argv: readonly string[], io: Terminal): Promise<number | undefined> {
  switch (argv.join(' ')) {
    case 'statusline':
      return statusline.run({ cwd: findCurrentFolder(), args: [], options: {}, io });
    case 'status':
      return printNear(io, printStatus);
    case 'status --json':
      return printNear(io, printJson);
    default:
      return undefined;
  }
}

async function printNear(
  io: Terminal,
  print: (io: Terminal, view: StatusView) => void,
): Promise<number | undefined> {
  const view = await readNearStatus(findCurrentFolder());
  if (view === undefined) return undefined;
  print(io, view);
  return 0;
}
