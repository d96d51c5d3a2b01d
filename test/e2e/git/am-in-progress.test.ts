import { expect, it } from 'vitest';
import { beginClash } from '../../support/clash.ts';
import { expectWaitsUntil, expectWhole, newestChange } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk } from '../../support/planex.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

it('a patch that does not apply is left alone; the end of `git am` sets the task going', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'mine', [writes('mine.txt')]);
  await planexOk(repository, 'trust', path);
  const patches = makeFolder();
  repository.commit({ 'README.md': 'patched\n' });
  repository.git('format-patch', '--quiet', '-1', '--output-directory', patches);
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');
  beginClash(repository, 'am', '--quiet', `${patches}/0001-test-a-commit.patch`);
  await expectWaitsUntil(repository, 'operation-in-progress', () => repository.git('am', '--abort'));
  expect(newestChange(repository)).toBe('A\tmine.txt');
  expectWhole(repository);
});
