import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { OperatorError } from '../errors.ts';

/** Where the user's own files are. Throws `OperatorError` when HOME names no place that is the same wherever one stands. */
export function requireHomeFolder(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'] ?? homedir();
  if (isAbsolute(home)) return home;
  throw new OperatorError(`HOME is "${home}", which is no absolute path`, {
    todo: 'set HOME to your home folder and try again',
  });
}
