import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/**
 * Makes sure that a file or folder of the repository at `home`, or what there is of its way, does not lead out of it: a
 * link in a repository from elsewhere may not make planex write outside. Throws `OperatorError`, also for a link to nothing.
 */
export async function requireInside(home: string, place: string): Promise<void> {
  let there = join(home, place);
  while (there !== home && !(await isThere(() => lstat(there)))) there = dirname(there);
  if (!(await isThere(() => realpath(there)))) {
    throw new OperatorError(`${place} is a link to what is not there`, { where: there, todo: 'remove it' });
  }
  const inside = relative(await realpath(home), await realpath(there));
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return;
  throw new OperatorError(`${place} leads out of this repository`, {
    where: there,
    todo: 'put what it leads to in its place',
  });
}

async function isThere(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (NOT_THERE.has(errorCode(error) ?? '')) return false;
    throw error;
  }
}
