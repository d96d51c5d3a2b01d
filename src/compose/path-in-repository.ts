import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { OperatorError } from '../errors.ts';
import { openPlanex } from './open-planex.ts';

/** A path as artifacts are named: relative to the top of the repository. Throws `OperatorError` for one outside of it. */
export async function findPathInRepository(cwd: string, path: string): Promise<string> {
  const { repository } = await openPlanex(cwd);
  const wanted = relative(repository.home, resolve(await realpath(cwd), path));
  if (wanted === '..' || wanted.startsWith(`..${sep}`)) {
    throw new OperatorError(`${path} is outside of this repository`, { where: repository.home });
  }
  return wanted.split(sep).join('/');
}
