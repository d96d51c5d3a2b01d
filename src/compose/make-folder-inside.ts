import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';
import { requireInside } from '../state/require-inside.ts';

/**
 * Makes a folder of the repository at `home`, and those above it. Throws `OperatorError` where a link would make planex write
 * outside of the repository, and where a file is in the way.
 */
export async function makeFolderInside(home: string, folder: string): Promise<void> {
  const wanted = join(home, folder);
  await requireInside(home, folder);
  try {
    await mkdir(wanted, { recursive: true });
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    throw new OperatorError('a file is where a folder belongs', {
      where: wanted,
      todo: 'move it away and try again',
    });
  }
  await requireInside(home, folder);
}
