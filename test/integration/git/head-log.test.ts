import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBrought, listBroughtPaths } from '../../../src/git/history/brought-paths.ts';
import { readHeadLog } from '../../../src/git/history/head-log.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

test('only what git commit did since the mark is reported', async () => {
  const origin = makeRepository();
  const path = join(makeFolder(), 'clone');
  origin.git('clone', '--quiet', origin.path, path);
  const clone = useRepository(path);
  const repository = await openRepository(path);
  const { mark } = await readHeadLog(repository, undefined);

  const start = clone.git('rev-parse', 'HEAD');
  const one = clone.commit({ 'a.txt': 'a' });
  clone.write('a.txt', 'b');
  clone.git('commit', '--quiet', '-a', '--amend', '-m', 'commit: amended');
  const two = clone.git('rev-parse', 'HEAD');
  origin.commit({ 'theirs.txt': 't' });
  clone.git('pull', '--quiet', '--no-rebase', '--no-edit');
  clone.git('checkout', '--quiet', '-b', 'side', 'HEAD~1');
  clone.git('cherry-pick', 'origin/main');
  clone.git('reset', '--quiet', '--hard', 'main');
  clone.git('update-ref', '-m', 'planex: land', 'HEAD', start);
  const later = await readHeadLog(repository, mark);
  expect(later.commits).toEqual([
    { from: start, to: one },
    { from: one, to: two },
  ]);
  expect(await readHeadLog(repository, later.mark)).toEqual({ mark: later.mark, commits: [] });
});

test('the first commit of an empty repository is local', async () => {
  const repository = makeRepository({ empty: true });
  const opened = await openRepository(repository.path);
  const { mark } = await readHeadLog(opened, undefined);
  const first = repository.commit({ 'docs/plans/a.md': 'plan\n' });
  const { commits } = await readHeadLog(opened, mark);
  expect(commits).toEqual([{ from: '0'.repeat(40), to: first }]);
  const brought = await listBroughtPaths(opened, commits);
  expect([...brought.keys()]).toEqual(['docs/plans/a.md']);
});

test('without a mark, or when the log lost it, nothing counts as local', async () => {
  const repository = makeRepository();
  const opened = await openRepository(repository.path);
  const { mark } = await readHeadLog(opened, undefined);
  repository.commit({ 'a.txt': 'a' });
  expect((await readHeadLog(opened, undefined)).commits).toEqual([]);
  expect((await readHeadLog(opened, `${mark} elsewhere`)).commits).toEqual([]);
  rmSync(join(repository.path, '.git/logs/HEAD'));
  expect(await readHeadLog(opened, mark)).toEqual({ mark: '', commits: [] });
});

test('a linked work tree has a log of its own', async () => {
  const main = makeRepository();
  const path = join(makeFolder(), 'linked');
  main.git('worktree', 'add', '--quiet', '-b', 'side', path);
  const opened = await openRepository(path);
  const { mark } = await readHeadLog(opened, undefined);
  main.commit({ 'a.txt': 'a' });
  const to = useRepository(path).commit({ 'b.txt': 'b' });
  expect((await readHeadLog(opened, mark)).commits.map((commit) => commit.to)).toEqual([to]);
});

test('an amend brings what it changed, not what the amended commit held', async () => {
  const repository = makeRepository();
  repository.commit({ 'docs/pulled.md': 'theirs\n' });
  const opened = await openRepository(repository.path);
  const { mark } = await readHeadLog(opened, undefined);
  repository.write('mine ü.md', 'mine\n');
  repository.git('add', '.');
  repository.git('commit', '--quiet', '--amend', '--no-edit');
  const brought = await listBroughtPaths(opened, (await readHeadLog(opened, mark)).commits);
  expect([...brought.keys()]).toEqual(['mine ü.md']);
});

test('exactly the bytes of a commit are recognised, line ends as git converts them', async () => {
  const repository = makeRepository();
  repository.git('config', 'core.autocrlf', 'true');
  const opened = await openRepository(repository.path);
  const { mark } = await readHeadLog(opened, undefined);
  repository.commit({ 'a.md': 'one\r\n', 'gone.md': 'x' });
  repository.commit({ 'a.md': 'two\r\n' });
  const brought = await listBroughtPaths(opened, (await readHeadLog(opened, mark)).commits);
  const is = async (path: string, text: string): Promise<boolean> =>
    (await findBrought(opened, brought, [{ path, bytes: Buffer.from(text) }])).size === 1;
  expect(await Promise.all([is('a.md', 'one\r\n'), is('a.md', 'two\n')])).toEqual([true, true]);
  expect(await Promise.all([is('a.md', 'three\n'), is('README.md', '# A repository\n')])).toEqual([
    false,
    false,
  ]);
});

test('a commit that was collected since brings nothing', async () => {
  const repository = makeRepository();
  const opened = await openRepository(repository.path);
  const missing = { from: repository.git('rev-parse', 'HEAD'), to: 'f'.repeat(40) };
  expect((await listBroughtPaths(opened, [missing])).size).toBe(0);
  expect((await listBroughtPaths(opened, [])).size).toBe(0);
});

test('a deletion brings nothing', async () => {
  const repository = makeRepository();
  const opened = await openRepository(repository.path);
  const { mark } = await readHeadLog(opened, undefined);
  repository.git('rm', '--quiet', 'README.md');
  writeFileSync(join(repository.path, 'new.md'), 'x');
  repository.git('add', 'new.md');
  repository.git('commit', '--quiet', '-m', 'move');
  const brought = await listBroughtPaths(opened, (await readHeadLog(opened, mark)).commits);
  expect([...brought.keys()]).toEqual(['new.md']);
});
