import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each(['assume-unchanged', 'skip-worktree'])(
  'work that git status does not show is told with the flag that hides it, and stays: %s',
  async (flag) => {
    const repository = makeRepository();
    repository.commit({ 'a.txt': 'a\n' });
    repository.git('update-index', `--${flag}`, 'a.txt');
    repository.write('a.txt', 'mine\n');
    writePlan(repository, 'mine', [{ files: ['Modify: a.txt'], commands: ['echo b > a.txt'] }]);
    const { status } = await settle(repository);
    expect(status.tasks[0]?.reason).toEqual({
      code: 'dirty-paths',
      message: `you have uncommitted work in a.txt; git status does not show all of it, since files are marked ${flag}`,
      action: `git update-index --no-${flag} a.txt, then commit, stash or move it away, and the finished commit lands by itself`,
    });
    expect(repository.read('a.txt')).toBe('mine\n');

    // What is advised helps.
    repository.git('update-index', `--no-${flag}`, 'a.txt');
    repository.git('stash', '--quiet', '--', 'a.txt');
    expect(standings((await settle(repository)).status)).toEqual(['done']);
    expect(repository.git('show', 'HEAD:a.txt')).toBe('b');
  },
);
