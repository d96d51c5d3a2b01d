import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeLandingScene, readStatus } from '../../support/landing-scene.ts';
import { useRepository } from '../../support/repository.ts';

const OTHER_DISK = '/dev/shm';
const hasOtherDisk = existsSync(OTHER_DISK) && statSync(OTHER_DISK).dev !== statSync(tmpdir()).dev;

test('a commit whose objects and branch are in packs lands', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  repository.git('update-ref', 'refs/keep', commit);
  repository.git('gc', '--quiet');
  repository.git('update-ref', '-d', 'refs/keep');
  expect(existsSync(join(repository.path, '.git/refs/heads/main'))).toBe(false);

  expect((await scene.land(commit)).kind).toBe('landed');
  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(readStatus(repository)).toBe('');
});

test.each([
  ['changes', 'a.txt'],
  ['leaves as it is', 'new.txt'],
])('where there is no index, a file that the commit %s is in the way', async (_, path) => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write(path, 'A\n'));
  rmSync(join(repository.path, '.git/index'));

  expect((await scene.land(commit)).kind).toBe('dirty-paths');

  expect(existsSync(join(repository.path, '.git/index'))).toBe(false);
  expect(existsSync(join(repository.path, 'new.txt'))).toBe(false);
  expect(repository.read('a.txt')).toBe('a\n');
  expect(repository.git('rev-parse', 'main')).not.toBe(commit);
});

test.runIf(hasOtherDisk)('a work tree on another disk than its repository is landed on', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const { repository } = scene;
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  repository.git('switch', '--quiet', '--create', 'other');
  const folder = realpathSync(mkdtempSync(join(OTHER_DISK, 'planex-disk-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const linked = useRepository(join(folder, 'linked'));
  repository.git('worktree', 'add', '--quiet', linked.path, 'main');
  linked.write('a.txt', 'mine\n');
  expect(await scene.land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a.txt'] });
  expect(linked.read('a.txt')).toBe('mine\n');
  linked.write('a.txt', 'a\n');

  expect((await scene.land(commit)).kind).toBe('landed');

  expect(linked.read('a.txt')).toBe('A\n');
  expect(linked.git('status', '--porcelain')).toBe('');
});

test('a run whose id is no file name is a bug', async () => {
  const scene = makeLandingScene({ 'a.txt': 'a\n' });
  const commit = scene.makeCommit((copy) => copy.write('a.txt', 'A\n'));
  for (const runId of ['', 'a~b', '../a', 'a b']) {
    await expect(scene.land(commit, { runId })).rejects.toThrow(`not a run id: ${runId}`);
  }
  expect((await scene.land(commit, { runId: 'A.run-1_b' })).kind).toBe('landed');
});
