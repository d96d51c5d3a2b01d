import { errorMessage } from '../errors.ts';
import { asOperatorError } from '../storage-error.ts';
import type { Terminal } from './terminal.ts';

const EXIT_USAGE = 2;
const EXIT_INTERNAL = 70;

/** Says in words what ended a command, and gives its exit code: 2 for what a person can mend, if it names no other, 70 for a bug. */
export function reportError(error: unknown, io: Terminal): number {
  const mistake = asOperatorError(error);
  if (mistake !== undefined) {
    const { where, todo, exitCode } = mistake;
    const detail = [
      ...(where === undefined ? [] : [`at: ${where}`]),
      ...(todo === undefined ? [] : [`do: ${todo}`]),
    ];
    const [first = '', ...more] = mistake.message.split('\n');
    io.err(`planex: ${first}`);
    for (const line of [...more, ...detail.flatMap((text) => text.split('\n'))]) io.err(`  ${line}`);
    return exitCode ?? EXIT_USAGE;
  }
  const detail = error instanceof Error && error.stack !== undefined ? error.stack : errorMessage(error);
  io.err('planex: this is a bug in planex, please report it');
  for (const line of detail.split('\n')) io.err(line);
  return EXIT_INTERNAL;
}
