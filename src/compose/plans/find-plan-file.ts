import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { findPathInRepository } from '../path-in-repository.ts';
import { withOperations } from '../with-operations.ts';

/**
 * The path of the plan that a person means, from the top of the repository: by a path from here, or by the end of its name
 * that no other plan has. Undefined when they name none. Throws `OperatorError` where several are meant.
 */
export async function findPlanFile(cwd: string, named: string): Promise<string | undefined> {
  const file = await stat(resolve(cwd, named)).catch(() => undefined);
  if (file?.isFile() === true) return findPathInRepository(cwd, named);
  // What has a # names a task, and so does a mere number.
  if (/^\d*$|#/.test(named)) return undefined;
  const { artifacts } = await withOperations(cwd, 'read', (operations) => operations.status());
  const paths = artifacts.flatMap(({ kind, path }) =>
    kind === 'plan' && isNamed(path, named) ? [path] : [],
  );
  if (paths.length < 2) return paths[0];
  throw new OperatorError(`${paths.length} plans have a name that ends with "${named}"`, {
    todo: `name one of them: ${paths.map(quoteId).join(', ')}`,
  });
}

/** `login` is the end of `docs/plans/2026-11-20-login.md`, and `in` is not. */
function isNamed(path: string, named: string): boolean {
  const [whole, stem] = [path, path.replace(/\.md$/i, '')];
  return [whole, stem].some(
    (name) => name === named || name.endsWith(`/${named}`) || name.endsWith(`-${named}`),
  );
}
