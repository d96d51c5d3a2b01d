import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

/** Everything of the user's that a landing must leave as it is, outside of the paths of the run. */
function readUserState(repository: TestRepository): Record<string, string> {
  return {
    staged: repository.git('diff', '--cached', '--binary'),
    unstaged: repository.git('diff', '--binary'),
    entries: repository.git('ls-files', '--stage', '--debug', '--', 'staged.txt', 'unstaged.txt', 'both.txt'),
    stash: repository.git('stash', 'list', '--format=%H %s'),
    untracked: repository.read('untracked.txt'),
    ignored: repository.read('ignored.log'),
    branches: repository.git(
      'for-each-ref',
      '--format=%(refname) %(objectname)',
      'refs/heads/side',
      'refs/tags',
    ),
    head: readFileSync(join(repository.path, '.git/HEAD'), 'utf8'),
    config: readFileSync(join(repository.path, '.git/config'), 'utf8'),
  };
}

it('staged, unstaged, untracked, ignored and stashed work is byte for byte what it was', async () => {
  const repository = makeRepository();
  repository.commit({
    '.gitignore': '*.log\n',
    'staged.txt': 'old\n',
    'unstaged.txt': 'old\n',
    'both.txt': '1\n2\n3\n',
    'work.txt': 'old\n',
  });
  repository.git('branch', 'side');
  repository.git('tag', 'v1');
  repository.write('work.txt', 'stashed\n');
  repository.git('stash', '--quiet');
  repository.write('staged.txt', 'mine\n');
  repository.write('both.txt', 'one\n2\n3\n');
  repository.git('add', 'staged.txt', 'both.txt');
  repository.write('both.txt', 'one\n2\nthree\n');
  repository.write('unstaged.txt', 'mine\n');
  repository.write('untracked.txt', 'mine\n');
  repository.write('ignored.log', 'mine\n');
  const before = readUserState(repository);
  writePlan(repository, 'mine', [
    { files: ['Modify: work.txt', 'new.txt'], commands: ['echo new > work.txt', 'echo new > new.txt'] },
    { files: ['new.txt'], commands: ['rm new.txt'] },
  ]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  expect(readUserState(repository)).toEqual(before);
  expect(repository.git('show', '--format=', '--name-status', 'HEAD~1')).toBe('A\tnew.txt\nM\twork.txt');
  expect(repository.git('show', '--format=', '--name-status', 'HEAD')).toBe('D\tnew.txt');
});
