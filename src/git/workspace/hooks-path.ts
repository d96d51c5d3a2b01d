import { isAbsolute, join } from 'node:path';
import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/**
 * Absolute folder of the user's hooks when `core.hooksPath` is relative, else undefined because git finds them by
 * itself. Git resolves a relative one against each work tree, and generated hooks such as husky's exist only at home.
 */
export async function resolveHooksPath(repository: Repository): Promise<string | undefined> {
  const answer = await runGit(repository.home, ['config', '--type=path', '--get', 'core.hooksPath']);
  const configured = answer.stdout.replace(/\n$/, '');
  if (answer.code !== 0 || configured === '' || isAbsolute(configured)) return undefined;
  return join(repository.home, configured);
}
