import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

function subjects(repository: TestRepository, count: number): string[] {
  return repository.git('log', `-${count}`, '--reverse', '--format=%s').split('\n');
}

it('a plan in which no task declares a dependency runs in document order', async () => {
  const repository = makeRepository();
  writePlan(repository, 'row', [
    writes('one.txt'),
    { title: 'Add to it', files: ['Modify: one.txt'], commands: ['echo two >> one.txt'] },
    { title: 'Count', files: ['count.txt'], commands: ['wc -l < one.txt > count.txt'] },
  ]);
  await settle(repository);
  expect(subjects(repository, 3)).toEqual([
    'feat(row): Write one.txt',
    'feat(row): Add to it',
    'feat(row): Count',
  ]);
  expect(repository.read('count.txt').trim()).toBe('2');
});

it('declared dependencies rule, whatever the document order', async () => {
  const repository = makeRepository();
  writePlan(repository, 'tree', [
    { ...writes('top.txt'), dependsOn: '3' },
    { ...writes('root.txt'), dependsOn: 'none' },
    { ...writes('trunk.txt'), dependsOn: '2' },
  ]);
  await settle(repository);
  expect(subjects(repository, 3)).toEqual([
    'feat(tree): Write root.txt',
    'feat(tree): Write trunk.txt',
    'feat(tree): Write top.txt',
  ]);
});

it('what comes after a failed task is blocked by it, and other artifacts go on', async () => {
  const repository = makeRepository();
  writePlan(repository, 'bad', [{ commands: ['false'] }, writes('never.txt')]);
  writePlan(repository, 'good', [writes('good.txt')]);
  const { code, status } = await settle(repository);
  expect([code, standings(status)]).toEqual([1, ['failed: internal', 'blocked: blocked-by', 'done']]);
});
