import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeFolder, makeRepository, useRepository } from '../../support/repository.ts';

it('a clone without blobs lands, fetching what a work tree needs', async () => {
  const upstream = makeRepository();
  upstream.git('config', 'uploadpack.allowFilter', 'true');
  upstream.commit({ 'deep/a.txt': 'a\n' });
  upstream.commit({ 'deep/a.txt': 'b\n' });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', '--filter=blob:none', `file://${upstream.path}`, folder);
  const clone = useRepository(folder);
  await landPlan(clone, [
    { files: ['Modify: deep/a.txt'], commands: ['echo c >> deep/a.txt'] },
    writes('mine.txt'),
  ]);
  expect(clone.read('deep/a.txt')).toBe('b\nc\n');
  expect(upstream.git('rev-parse', 'main')).toBe(clone.git('rev-parse', 'origin/main'));
});

it('a clone that borrows the objects of another lands without writing there', async () => {
  const upstream = makeRepository();
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', '--shared', upstream.path, folder);
  const objects = upstream.git('count-objects');
  const clone = useRepository(folder);
  await landPlan(clone, [writes('mine.txt')]);
  expect(upstream.git('count-objects')).toBe(objects);
});
