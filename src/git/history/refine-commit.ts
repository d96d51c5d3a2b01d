import { git } from '../git.ts';
import type { Repository } from '../repository.ts';

/** The commit after `base` on HEAD by which a round of a refinement is in the history already, or undefined. */
export async function findRefineCommit(
  { home }: Pick<Repository, 'home'>,
  base: string,
  run: string,
  round: number,
): Promise<string | undefined> {
  const listing = await git(home, ['log', '--format=%H%n%B%x1e', `${base}..HEAD`, '--']);
  const wanted = [`Planex-Refine: ${run}`, `Planex-Round: ${round}`];
  for (const entry of listing.split('\x1e')) {
    const [commit = '', ...lines] = entry.trim().split('\n');
    if (wanted.every((line) => lines.includes(line))) return commit;
  }
  return undefined;
}
