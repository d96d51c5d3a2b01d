import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { errorMessage } from '../../errors.ts';
import { cleanGitEnvironment } from '../git.ts';

/** A process that waits to rename a file and tell git to commit. */
export interface Mover {
  /** Has it done; resolves to what went wrong, if anything did. */
  go(): Promise<string | undefined>;
  /** Lets it end with nothing done. */
  drop(): void;
}

// Nothing but the word itself will do: the end of input means that planex is gone.
const SCRIPT = `read -r word && [ "$word" = go ] && mv -f -- "$1" "$2" && printf 'commit\\000' >&3`;

/**
 * Starts a process that goes on to the end once it was told to go, whatever becomes of this one. The rename of the index
 * and the commit of the branch are two steps; were planex killed between them and its lock removed by hand, the user's
 * next commit would take along what was landing. `input` is the standard input of `git update-ref -z --stdin`.
 */
export function startMover(
  input: Writable,
  place: { cwd: string; env?: Record<string, string>; from: string; to: string },
): Mover {
  const child = spawn('sh', ['-c', SCRIPT, 'sh', place.from, place.to], {
    cwd: place.cwd,
    env: { ...cleanGitEnvironment(), ...place.env },
    // Of a group of its own: a signal to the group of planex is not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', input],
  });
  let complaint = '';
  const ended = new Promise<string | undefined>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
    child.on('error', (error) => resolve(errorMessage(error)));
    child.on('close', (code) =>
      resolve(
        code === 0 ? undefined : complaint.trim() || `renaming the index ended with ${code ?? 'a signal'}`,
      ),
    );
  });
  child.stdin?.on('error', () => undefined);
  return {
    go() {
      child.stdin?.end('go\n');
      return ended;
    },
    drop: () => void child.stdin?.end(),
  };
}
