import { existsSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';

/**
 * Makes a folder of the repository at `home`, and those above it. Throws `OperatorError` where a link would make planex write
 * outside of the repository, and where a file is in the way.
 */
export async function makeFolderInside(home: string, folder: string): Promise<void> {
  const wanted = join(home, folder);
  let there = wanted;
  while (!existsSync(there) && there !== home) there = dirname(there);
  await requireInside(home, folder, there);
  try {
    await mkdir(wanted, { recursive: true });
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    throw new OperatorError('a file is where a folder belongs', {
      where: wanted,
      todo: 'move it away and try again',
    });
  }
  await requireInside(home, folder, wanted);
}

async function requireInside(home: string, folder: string, place: string): Promise<void> {
  const inside = relative(await realpath(home), await realpath(place));
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return;
  throw new OperatorError(`${folder} leads out of this repository`, {
    where: place,
    todo: 'make it a folder of its own',
  });
}
