import type { RunRequest } from '../compose/run/run-issues.ts';
import type { CommandInput } from './command.ts';
import { showTrustView } from './trust-views.ts';

/** Asks on a terminal whether a file may run that nobody here has approved. What answers no questions is told what to do. */
export function admitBy({
  cwd,
  options,
  io,
}: Pick<CommandInput, 'cwd' | 'options' | 'io'>): RunRequest['admit'] {
  return async (shown) => {
    if (!io.interactive || options['json'] === true) return false;
    io.out('nobody here has approved this:');
    await showTrustView(cwd, shown, io);
    return (await import('./ask.ts')).askYesNo('Let this run as it is now?', false);
  };
}
