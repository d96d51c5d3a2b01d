import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type MoverTask, startMover } from '../../../src/git/landing/mover.ts';
import { runGit } from '../../../src/git/git.ts';
import { RUN } from '../../support/landing-scene.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const INDEX = 'the index of before';

/** A mover between two commits, and a program in the place of the git that it has commit. */
function makeScene(change: Partial<MoverTask> = {}) {
  const repository = makeRepository();
  const old = repository.commit({ 'a.txt': 'old\n', 'b.txt': 'b\n' });
  const next = repository.commit({ 'a.txt': 'new\n' });
  repository.git('reset', '--quiet', '--hard', old);
  const folder = makeFolder();
  const [copy, indexFile, told] = [join(folder, 'copy'), join(folder, 'index'), join(folder, 'told')];
  copyFileSync(join(repository.path, '.git/index'), copy);
  writeFileSync(indexFile, INDEX);
  const committing = spawn('sh', ['-c', 'cat > "$1"', 'sh', told], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(committing, 'close');
  const mover = startMover(committing.stdin, {
    workTree: repository.path,
    runId: RUN,
    old,
    new: next,
    copy,
    indexFile,
    ...change,
  });
  /** What the git was told in the end. */
  const readTold = async (): Promise<string> => {
    await mover.drop();
    committing.stdin.end();
    await ended;
    return readFileSync(told, 'utf8');
  };
  const listStaged = async (index: string): Promise<string> =>
    (
      await runGit(repository.path, ['diff', '--cached', '--name-only', old], {
        env: { GIT_INDEX_FILE: index },
      })
    ).stdout;
  return { repository, old, next, copy, indexFile, mover, readTold, listStaged };
}

const asked = { ignoresLinks: false };

test('files and copy are updated, the copy becomes the index, and the branch is committed', async () => {
  const { repository, copy, indexFile, mover, readTold, listStaged } = makeScene();

  expect(await mover.updateFiles(asked)).toEqual({ code: 0, said: '' });
  expect(repository.read('a.txt')).toBe('new\n');
  expect(readFileSync(indexFile, 'utf8')).toBe(INDEX);
  expect(await mover.go()).toBeUndefined();

  expect(existsSync(copy)).toBe(false);
  expect(await listStaged(indexFile)).toBe('a.txt\n');
  expect(await readTold()).toBe('commit\0');
});

test('where files are left, only the copy is updated', async () => {
  const { repository, indexFile, mover, readTold, listStaged } = makeScene({ leavesFiles: true });

  expect(await mover.updateFiles(asked)).toEqual({ code: 0, said: '' });
  expect(await mover.go()).toBeUndefined();

  expect(repository.read('a.txt')).toBe('old\n');
  expect(await listStaged(indexFile)).toBe('a.txt\n');
  expect(await readTold()).toBe('commit\0');
});

test('files are merged from the tree that is named for that', async () => {
  const { repository, mover, readTold } = makeScene({ from: 'HEAD', old: 'no-such-commit' });

  expect(await mover.updateFiles(asked)).toEqual({ code: 0, said: '' });
  expect(repository.read('a.txt')).toBe('new\n');
  expect(await readTold()).toBe('');
});

test('what git refuses is said in its words, and nothing is renamed', async () => {
  const { repository, copy, indexFile, mover, readTold } = makeScene();
  repository.write('a.txt', "the user's\n");

  const update = await mover.updateFiles(asked);

  expect(update.code).toBe(128);
  expect(update.said).toContain('a.txt');
  expect(await mover.go()).toBe('the files have not been updated');
  expect(repository.read('a.txt')).toBe("the user's\n");
  expect(existsSync(copy)).toBe(true);
  expect(readFileSync(indexFile, 'utf8')).toBe(INDEX);
  expect(await readTold()).toBe('');
});

test('when files and copy were not updated, nothing is renamed', async () => {
  const { indexFile, mover, readTold } = makeScene();

  expect(await mover.go()).toBe('the files have not been updated');

  expect(readFileSync(indexFile, 'utf8')).toBe(INDEX);
  expect(await readTold()).toBe('');
});

test('what planex has updated itself is renamed without git', async () => {
  const { repository, copy, indexFile, mover, readTold } = makeScene();
  writeFileSync(copy, 'the index of after');
  mover.leaveFiles();

  expect(await mover.go()).toBeUndefined();

  expect(readFileSync(indexFile, 'utf8')).toBe('the index of after');
  expect(repository.read('a.txt')).toBe('old\n');
  expect(await readTold()).toBe('commit\0');
});

test('once it is gone, nothing is renamed', async () => {
  const { copy, indexFile, mover, readTold } = makeScene();
  mover.leaveFiles();
  await mover.drop();

  expect(await mover.go()).toBe('who has the branch committed is gone');

  expect(existsSync(copy)).toBe(true);
  expect(readFileSync(indexFile, 'utf8')).toBe(INDEX);
  expect(await readTold()).toBe('');
});

test('a copy that is gone by then is said, and nothing is committed', async () => {
  const { copy, indexFile, mover, readTold } = makeScene();
  mover.leaveFiles();
  rmSync(copy);

  expect(await mover.go()).toMatch(/ENOENT.*copy/);

  expect(readFileSync(indexFile, 'utf8')).toBe(INDEX);
  expect(await readTold()).toBe('');
});

test('one that cannot start says so', async () => {
  const { indexFile, mover, readTold } = makeScene({ workTree: '/no/such/folder' });

  expect(await mover.updateFiles(asked)).toEqual({ code: -1, said: expect.stringContaining('ENOENT') });
  mover.leaveFiles();
  expect(await mover.go()).toBeDefined();

  expect(await readTold()).toBe('');
  expect(existsSync(indexFile)).toBe(true);
});
