import type { LandingPort } from '../../../src/daemon/landing.ts';
import { faultPoint } from '../../../src/fault-point.ts';
import { git } from '../../../src/git/git.ts';
import type { Repository } from '../../../src/git/repository.ts';

/**
 * A landing that moves the branch and only then brings index and files after it. A user who commits in between takes
 * back what has just landed. The sweep must find it.
 */
export function createLandingPort(repository: Repository): LandingPort {
  const run = (...args: string[]): Promise<string> => git(repository.home, args, { writes: true });
  return {
    async land({ commit, target, message }) {
      const previous = await run('rev-parse', `refs/heads/${target}`);
      if (previous !== (await run('rev-parse', `${commit}~1`))) return { kind: 'base-moved', tip: previous };
      await run('update-ref', '-m', message, `refs/heads/${target}`, commit, previous);
      faultPoint('ref-first:ref-moved');
      await run('read-tree', '-m', '-u', previous, commit);
      faultPoint('ref-first:index-moved');
      return { kind: 'landed', commit, previous };
    },
    recover: () => Promise.resolve([]),
    hasUnfinished: () => false,
  };
}
