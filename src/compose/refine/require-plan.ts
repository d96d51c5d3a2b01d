import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { isIgnored } from '../../git/ignored-path.ts';
import type { Repository } from '../../git/repository.ts';

/** Throws `OperatorError` for a plan whose edits could not be kept apart from the user's files, or not be committed. */
export async function requirePlan(repository: Repository, path: string): Promise<void> {
  const file = await realpath(join(repository.home, path)).catch(() => undefined);
  if (file === undefined)
    throw new OperatorError(`there is no plan ${path}`, { todo: 'name a Markdown file' });
  // An edit of a copy would go through the link to the file itself.
  if (file !== join(await realpath(repository.home), path)) {
    throw new OperatorError(`${path} is behind a symbolic link`, { todo: `name the file itself: ${file}` });
  }
  if (await isIgnored(repository, path)) {
    throw new OperatorError(`${path} is ignored by Git, so that no round of it could be committed`, {
      todo: `git add --force ${path}`,
    });
  }
}
