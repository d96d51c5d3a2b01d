import { expect, it } from 'vitest';
import { expectWhole } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { readEventLog, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a plan with a task that failed is neither called done nor moved, and only what landed is ticked', async () => {
  const repository = makeRepository();
  const { path } = writePlan(repository, 'mine', [
    writes('one.txt'),
    { files: ['two.txt'], commands: ['exit 1'], dependsOn: 'none' },
  ]);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'failed: internal']);
  expect(repository.read(path).match(/- \[.\]/g)).toEqual(['- [x]', '- [ ]']);
  expect(readEventLog(repository).map(({ type }) => type)).not.toContain('issue:done');
  expectWhole(repository);
});
