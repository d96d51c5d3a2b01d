import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { OperatorError } from '../errors.ts';

/**
 * Makes sure that a folder of the repository at `home`, or what there is of it, does not lead out of it: a link in a
 * repository from elsewhere may not make planex write outside. Throws `OperatorError`.
 */
export async function requireInside(home: string, folder: string): Promise<void> {
  let there = join(home, folder);
  while (!existsSync(there) && there !== home) there = dirname(there);
  const inside = relative(await realpath(home), await realpath(there));
  if (inside !== '..' && !inside.startsWith(`..${sep}`)) return;
  throw new OperatorError(`${folder} leads out of this repository`, {
    where: there,
    todo: 'make it a folder of its own',
  });
}
