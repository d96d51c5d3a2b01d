import { expect, it } from 'vitest';
import { expectWhole, landPlan } from '../../support/land-plan.ts';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, useRepository } from '../../support/repository.ts';

it('a repository with SHA-256 object ids: lands, ticks, finds again', async () => {
  const repository = useRepository(makeFolder('planex-repo-'));
  repository.git('init', '--quiet', '--object-format=sha256');
  repository.commit({ 'README.md': '# A repository\n' });
  await landPlan(repository, [
    writes('one.txt'),
    { files: ['Modify: one.txt'], commands: ['echo 2 >> one.txt'] },
  ]);
  const plan = 'docs/plans/2026-11-20-tracked.md';
  repository.commit({ [plan]: planText([writes('ticked.txt')]) });
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  expect(repository.git('rev-parse', 'HEAD')).toMatch(/^[0-9a-f]{64}$/);
  expectWhole(repository, '?? docs/plans/2026-11-20-mine.md');
});
