import type { LandingPort } from '../../../src/daemon/landing.ts';
import { git } from '../../../src/git/git.ts';
import type { Repository } from '../../../src/git/repository.ts';

/**
 * A landing as many tools do it: the files are brought into the user's work tree, added and committed there, with
 * whatever else is staged. The sweep must find what is wrong with it.
 */
export function createLandingPort(repository: Repository): LandingPort {
  const run = (args: string[], input?: string): Promise<string> =>
    git(repository.home, args, { writes: true, ...(input === undefined ? {} : { input }) });
  return {
    async land({ commit }) {
      const previous = await run(['rev-parse', 'HEAD']);
      const patch = await git(repository.home, ['diff', '--binary', `${commit}~1`, commit]);
      await run(['apply', '--allow-empty'], `${patch}\n`);
      const paths = await run(['diff', '--name-only', `${commit}~1`, commit]);
      await run(['add', '--all', '--', ...paths.split('\n')]);
      await run(['commit', '--quiet', '--no-verify', `--reuse-message=${commit}`]);
      return { kind: 'landed', commit: await run(['rev-parse', 'HEAD']), previous };
    },
    recover: () => Promise.resolve([]),
    hasUnfinished: () => false,
  };
}
