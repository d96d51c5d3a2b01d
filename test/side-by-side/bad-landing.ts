import { setTimeout as sleep } from 'node:timers/promises';
import type { LandingPort } from '../../src/daemon/landing.ts';
import { GitError, git } from '../../src/git/git.ts';
import type { Repository } from '../../src/git/repository.ts';

/** The moment between the two is made longer, so that the user meets it soon. */
const BETWEEN_MS = 200;

/**
 * A landing as one would write it at first: the branch, then the index and the files. It stands in for the real one
 * where the checks themselves are checked: they have to find what it does to the user.
 */
export function createLandingPort(repository: Repository): LandingPort {
  const { home } = repository;
  return {
    async land({ target, commit, message }) {
      try {
        const old = await git(home, ['rev-parse', `refs/heads/${target}`]);
        if ((await git(home, ['merge-base', old, commit])) !== old) return { kind: 'base-moved', tip: old };
        await git(home, ['update-ref', '-m', message, `refs/heads/${target}`, commit, old]);
        await sleep(BETWEEN_MS);
        await git(home, ['read-tree', '-m', '-u', old, commit], { writes: true });
        return { kind: 'landed', commit, previous: old };
      } catch (error) {
        if (error instanceof GitError) return { kind: 'busy', message: error.message };
        throw error;
      }
    },
    recover: async () => [],
    hasUnfinished: () => false,
  };
}
