import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginCommit } from '../../support/open-commit.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { spawnPlanex } from '../../support/planex-process.ts';
import { expectNothingLeft } from '../../support/planex.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

const WAITS = 'docs/plans/2026-11-20-mine#1 waits: ';

test('planex run waits until the message of a commit is written, says so once, and ends what it has started', async () => {
  const repository = makeRepository();
  repository.commit({ 'notes.txt': 'old\n' });
  const { path } = writePlan(repository, 'mine', [writes('a.txt'), { ...writes('b.txt'), dependsOn: '1' }]);
  const close = await beginCommit(repository, makeRendezvous());
  const running = spawnPlanex(repository, ['run', path]);
  await running.says(/waits: a commit is being made/);
  expect(await close()).toBe(0);
  expect(await running.ended()).toBe(0);
  expect(running.output().split(WAITS)).toHaveLength(2);
  expect(running.output()).toMatch(/^EXEC_DONE:mine$/m);
  await expectNothingLeft(repository);
});

test('planex run waits for a lock of Git', async () => {
  const repository = makeRepository();
  const lock = join(repository.path, '.git/index.lock');
  const { path } = writePlan(repository, 'mine', [writes('a.txt')]);
  writeFileSync(lock, '');
  const running = spawnPlanex(repository, ['run', path]);
  await running.says(/waits: Git is at work.*\n {2}do: .*remove the index\.lock/);
  rmSync(lock);
  expect(await running.ended()).toBe(0);
  await expectNothingLeft(repository);
});
