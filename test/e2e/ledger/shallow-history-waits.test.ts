import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a shallow history waits rather than guesses', async () => {
  const upstream = makeRepository();
  upstream.commit({ 'two.txt': 'two' });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', '--depth=1', `file://${upstream.path}`, folder);
  const clone = useRepository(folder);
  writePlan(clone, 'mine', [writes('mine.txt')]);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: shallow']);
  clone.git('fetch', '--quiet', '--unshallow');
  expect(standings((await settle(clone)).status)).toEqual(['done']);
});
