import { spawn } from 'node:child_process';
import { errorMessage } from '../../errors.ts';

/**
 * Opens a file in an editor on this terminal and resolves when that has ended: undefined when all went well, else why
 * not. `editor` is a command line, as people have it in `$EDITOR`.
 */
export function editFile(editor: string, file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // The shell is what makes a command line of it, as for Git; the path is never part of that line.
    const child = spawn('sh', ['-c', `${editor} "$@"`, 'sh', file], { stdio: 'inherit' });
    child.once('error', (error) => resolve(errorMessage(error)));
    child.once('exit', (code, signal) => {
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}
