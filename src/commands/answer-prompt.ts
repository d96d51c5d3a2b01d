import { readNearStatus } from '../compose/status/read-near-status.ts';
import { readStatusline } from '../compose/status/read-statusline.ts';
import { findCurrentFolder } from './current-folder.ts';
import { printStatus } from './print-status.ts';
import { openPage, printJson, type Terminal } from './terminal.ts';

/**
 * What is printed for a line that stands in prompts and is asked for again and again, where little is enough to answer it.
 * Undefined for every other line, and where the answer takes all of planex.
 */
export async function answerPrompt(argv: readonly string[]): Promise<string | undefined> {
  switch (argv.join(' ')) {
    case 'statusline':
      return printed(readStatusline(findCurrentFolder()) ?? '', (io, line) => line !== '' && io.out(line));
    case 'status':
      return printed(await readNearStatus(findCurrentFolder()), printStatus);
    case 'status --json':
      return printed(await readNearStatus(findCurrentFolder()), printJson);
    default:
      return undefined;
  }
}

function printed<T>(value: T | undefined, print: (io: Terminal, value: T) => void): string | undefined {
  if (value === undefined) return undefined;
  const { io, text } = openPage();
  print(io, value);
  return text();
}
