import { OperatorError } from '../errors.ts';

/** The folder a command was called in. Throws `OperatorError` when it was deleted meanwhile. */
export function findCurrentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new OperatorError('the current folder is gone', { todo: 'change to one that exists' });
  }
}
