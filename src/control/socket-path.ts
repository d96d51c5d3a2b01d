import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorMessage, OperatorError } from '../errors.ts';
import { removeFile } from '../remove-file.ts';

// A longer path is cut off by the system without a word.
const MAX_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;

/**
 * Where the daemon of a repository listens: a folder of the user's own, made when missing. Only the daemon asks; others
 * read the path from the instance lock, since their environment may name another folder.
 */
export function prepareSocketPath(
  repositoryId: string,
  runtimeFolder: string | undefined = process.env['XDG_RUNTIME_DIR'],
): string {
  const problems: string[] = [];
  for (const folder of candidateFolders(runtimeFolder)) {
    const path = join(folder, `${repositoryId}.sock`);
    const problem = Buffer.byteLength(path) > MAX_PATH_BYTES ? 'is too long a path' : claimFolder(folder);
    if (problem === undefined) return path;
    problems.push(`${folder} ${problem}`);
  }
  throw new OperatorError(`There is no safe folder for the daemon's socket: ${problems.join('; ')}.`, {
    todo: 'Set XDG_RUNTIME_DIR to a short path of a folder that is yours alone.',
  });
}

/** Removes the sockets that killed daemons of a repository left beside `socketPath`. Only for who holds the instance lock. */
export function removeOldSockets(socketPath: string, repositoryId: string): void {
  const folder = dirname(socketPath);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${repositoryId}-`) && path !== socketPath) removeFile(path);
  }
}

function candidateFolders(runtimeFolder: string | undefined): string[] {
  const shared = join('/tmp', `planex-${process.getuid?.() ?? 'user'}`);
  return runtimeFolder?.startsWith('/') ? [join(runtimeFolder, 'planex'), shared] : [shared];
}

/** Makes sure that a folder is the user's and closed to others; else says what is wrong with it. */
export function claimFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Anybody can make names in /tmp: what stands there may be a link or another user's.
    const found = lstatSync(folder);
    if (!found.isDirectory()) return 'is not a folder';
    if (found.uid !== process.getuid?.()) return 'belongs to another user';
    if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
    return undefined;
  } catch (error) {
    return `cannot be used (${errorMessage(error)})`;
  }
}
