import { expect, test } from 'vitest';
import { returnToBase } from '../../../src/git/workspace/return-to-base.ts';
import { keepRun, readRunCommit } from '../../../src/git/workspace/run-refs.ts';
import { commitWorkspace } from '../../../src/git/workspace/workspace-commit.ts';
import { restorePaths } from '../../../src/git/workspace/workspace-restore.ts';
import { recordGit } from '../../support/count-git.ts';
import { makeRepository } from '../../support/repository.ts';
import { acquireWorkspace } from '../../support/workspace.ts';

const PLAN = 'docs/plan.md';

test('work on the base that leaves the plan alone is found so without git', async () => {
  const { repository, workspace, there } = await acquireWorkspace(makeRepository());
  there.write('made.txt', 'made\n');
  const readGit = recordGit();
  expect(await returnToBase(repository, workspace)).toEqual({ kind: 'on-base' });
  expect(await restorePaths(workspace, [PLAN])).toEqual([]);
  expect(readGit()).toEqual([]);
});

test('a plan that the run wrote, or a folder in its place, is not taken for none', async () => {
  const { workspace, there } = await acquireWorkspace(makeRepository());
  there.write(PLAN, 'mine\n');
  expect(await restorePaths(workspace, [PLAN])).toEqual([PLAN]);
  expect(await restorePaths(workspace, [PLAN])).toEqual([]);
});

test('a plan that the run changed or removed comes back', async () => {
  const home = makeRepository();
  home.commit({ [PLAN]: 'the plan\n' }, 'docs: a plan');
  const { workspace, there } = await acquireWorkspace(home);
  for (const change of [() => there.write(PLAN, 'mine\n'), () => there.git('rm', '--quiet', '-f', PLAN)]) {
    change();
    expect(await restorePaths(workspace, [PLAN])).toEqual([PLAN]);
    expect(there.read(PLAN)).toBe('the plan\n');
  }
});

test('a commit takes two processes of git, and names its paths as git does', async () => {
  const home = makeRepository();
  home.commit({ 'a/b.txt': '1\n', 'gone.txt': '1\n' }, 'test: files');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a/b.txt', '2\n');
  there.write('new ü.txt', '1\n');
  there.git('rm', '--quiet', 'gone.txt');
  const paths = ['a/b.txt', 'gone.txt', 'new ü.txt'];
  const readGit = recordGit();
  const outcome = await commitWorkspace(workspace, { paths, message: 'feat: work' });
  expect(readGit()).toHaveLength(2);
  expect(outcome).toMatchObject({ kind: 'committed', paths });
});

test('a commit on a base that is in a pack names its paths all the same', async () => {
  const home = makeRepository();
  home.commit({ 'a/b.txt': '1\n' }, 'test: files');
  home.git('gc', '--quiet', '--prune=now');
  const { workspace, there } = await acquireWorkspace(home);
  there.write('a/b.txt', '2\n');
  const outcome = await commitWorkspace(workspace, { paths: ['a/b.txt'], message: 'feat: work' });
  expect(outcome).toMatchObject({ kind: 'committed', paths: ['a/b.txt'] });
});

test('what was kept of a run is found, also in a pack of references', async () => {
  const home = makeRepository();
  const { repository } = await acquireWorkspace(home);
  const commit = home.commit({ 'a.txt': '1\n' }, 'test: work');
  expect(await readRunCommit(repository, 'run-9')).toBeUndefined();
  await keepRun(repository, 'run-9', commit);
  expect(await readRunCommit(repository, 'run-9')).toMatchObject({ commit });
  home.git('pack-refs', '--all', '--prune');
  expect(await readRunCommit(repository, 'run-9')).toMatchObject({ commit });
});
