import { expect, test } from 'vitest';
import { takeUpRun } from '../../../src/git/workspace/take-up.ts';
import { makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';
import { acquireWorkspace, type WorkspaceBench } from '../../support/workspace.ts';

interface Bench extends WorkspaceBench {
  home: TestRepository;
}

/** A run that changed a.txt, added new.txt and was cut off; its work is kept under its reference. */
async function cutOff(): Promise<Bench> {
  const home = makeRepository();
  home.commit({ 'a.txt': 'a\n' });
  const bench = await acquireWorkspace(home);
  bench.there.write('a.txt', 'half\n');
  bench.there.write('new.txt', 'new\n');
  await bench.pool.release(bench.workspace);
  return { ...bench, home };
}

/** The workspace of a later run, at the HEAD of the home. */
async function begin({ home, pool }: Bench): Promise<[Parameters<typeof takeUpRun>[1], TestRepository]> {
  const workspace = await pool.acquire('run-2', home.git('rev-parse', 'HEAD'));
  return [workspace, useRepository(workspace.path)];
}

test('the work of a run that was cut off stands in the next one, uncommitted, also on a newer base', async () => {
  const bench = await cutOff();
  const base = bench.home.commit({ 'other.txt': 'meanwhile\n' });
  const [workspace, there] = await begin(bench);
  expect(await takeUpRun(bench.repository, workspace, 'run-1')).toBe('taken-up');
  expect([there.read('a.txt'), there.read('new.txt'), there.read('other.txt')]).toEqual([
    'half\n',
    'new\n',
    'meanwhile\n',
  ]);
  expect(there.git('rev-parse', 'HEAD')).toBe(base);
  expect(there.git('status', '--porcelain').split('\n').sort()).toEqual([' M a.txt', '?? new.txt']);
});

test('work that does not fit any more leaves the workspace as it was', async () => {
  const bench = await cutOff();
  bench.home.commit({ 'a.txt': 'somebody else\n' });
  const [workspace, there] = await begin(bench);
  expect(await takeUpRun(bench.repository, workspace, 'run-1')).toBe('conflict');
  expect(there.git('status', '--porcelain')).toBe('');
  expect(there.read('a.txt')).toBe('somebody else\n');
});

test('where a run left no work, or what the base has by now, there is nothing to take up', async () => {
  const bench = await cutOff();
  bench.home.commit({ 'a.txt': 'half\n', 'new.txt': 'new\n' });
  const [workspace, there] = await begin(bench);
  expect(await takeUpRun(bench.repository, workspace, 'run-0')).toBe('nothing');
  expect(['nothing', 'taken-up']).toContain(await takeUpRun(bench.repository, workspace, 'run-1'));
  expect(there.git('status', '--porcelain')).toBe('');
});

test('a run comes to the same place again where that is free', async () => {
  const { pool, home } = await cutOff();
  const base = home.git('rev-parse', 'HEAD');
  const [first, second] = [await pool.acquire('run-3', base), await pool.acquire('run-4', base)];
  await pool.release(first);
  await pool.release(second);
  expect((await pool.acquire('run-5', base, second.path)).path).toBe(second.path);
  expect((await pool.acquire('run-6', base, second.path)).path).toBe(first.path);
  expect((await pool.acquire('run-7', base, '/tmp/elsewhere/slot-9')).slot).toBe('slot-3');
});
