import { join } from 'node:path';
import { it } from 'vitest';
import { expectWaitsUntil, expectWhole } from '../../support/land-plan.ts';
import { writePlan, writes } from '../../support/plan.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a shallow history waits rather than guesses; fetching the rest sets it going', async () => {
  const upstream = makeRepository();
  upstream.commit({ 'two.txt': 'two' });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', '--depth=1', `file://${upstream.path}`, folder);
  const clone = useRepository(folder);
  writePlan(clone, 'mine', [writes('mine.txt')]);
  await expectWaitsUntil(clone, 'shallow', () => clone.git('fetch', '--quiet', '--unshallow'));
  expectWhole(clone);
});
