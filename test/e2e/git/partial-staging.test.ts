import { expect, it } from 'vitest';
import { expectWaitsUntil, landPlan, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

function stageHalf(repository: TestRepository): void {
  repository.commit({ 'both.txt': '1\n2\n3\n' });
  repository.write('both.txt', 'one\n2\n3\n');
  repository.git('add', 'both.txt');
  repository.write('both.txt', 'one\n2\nthree\n');
}

it('a half-staged file is neither swept into a commit nor changed', async () => {
  const repository = makeRepository();
  stageHalf(repository);
  const entry = repository.git('ls-files', '--stage', '--debug', 'both.txt');
  await landPlan(repository, [writes('mine.txt')], { status: 'MM both.txt\n?? docs/' });
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expect(repository.git('ls-files', '--stage', '--debug', 'both.txt')).toBe(entry);
  expect(repository.read('both.txt')).toBe('one\n2\nthree\n');
});

it('a task that touches it waits until the user has committed', async () => {
  const repository = makeRepository();
  stageHalf(repository);
  writePlan(repository, 'mine', [{ files: ['Modify: both.txt'], commands: ['echo 4 >> both.txt'] }]);
  await expectWaitsUntil(repository, 'dirty-paths', () =>
    repository.git('commit', '--quiet', '-am', 'docs: all of it'),
  );
  expect(repository.read('both.txt')).toBe('one\n2\nthree\n4\n');
});
