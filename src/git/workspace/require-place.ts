import { realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { errorCode, OperatorError } from '../../errors.ts';
import { isIgnored } from '../ignored-path.ts';
import type { Repository } from '../repository.ts';
import { locateWorkspaces } from './workspace-root.ts';

const TODO = 'set XDG_STATE_HOME to a folder outside of the repository, or unset it, and try again';

/** Throws `OperatorError` where `XDG_STATE_HOME` cannot hold work trees: it is no folder, or Git would see them as the user's files. */
export async function requireWorkspacePlace(repository: Repository): Promise<void> {
  if (!process.env['XDG_STATE_HOME']) return;
  const root = locateWorkspaces(repository);
  const there = findNearest(root);
  // What may not be looked at holds tasks back, and each look says so.
  if (there === undefined) return;
  if (!statSync(there).isDirectory()) {
    throw new OperatorError(`planex has no place for the work trees of runs: ${there} is no folder`, {
      where: root,
      todo: TODO,
    });
  }
  const inside = relative(realpathSync(repository.home), join(realpathSync(there), relative(there, root)));
  if (inside === '..' || inside.startsWith(`..${sep}`) || inside.startsWith(`.git${sep}`)) return;
  if (await isIgnored(repository, inside)) return;
  throw new OperatorError('the work trees of runs would lie among the files of this repository', {
    where: root,
    todo: TODO,
  });
}

/** The path, or the nearest above it where something is; undefined when that cannot be told. */
function findNearest(path: string): string | undefined {
  try {
    statSync(path);
    return path;
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    return isMissing ? findNearest(dirname(path)) : undefined;
  }
}
