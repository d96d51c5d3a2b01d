import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listNewObjects, persistObjects } from '../../../src/git/landing/persist-objects.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** How often something was flushed to the disk while `act` ran. */
async function countFlushes(act: () => Promise<void>): Promise<number> {
  const trace = join(makeFolder(), 'trace');
  process.env['PLANEX_FAULT_TRACE'] = trace;
  onTestFinished(() => {
    delete process.env['PLANEX_FAULT_TRACE'];
  });
  await act();
  delete process.env['PLANEX_FAULT_TRACE'];
  const lines = readFileSync(trace, 'utf8').trim().split('\n');
  return lines.filter((line) => line === 'landing:object-flushed').length;
}

test('each loose object is flushed once, and so is each folder that has one', async () => {
  const repository = makeRepository();
  const base = repository.git('rev-parse', 'HEAD');
  const commit = repository.commit({ 'a/b.txt': 'b\n', 'c.txt': 'c\n' });
  const objects = join(repository.path, '.git/objects');
  const added = await listNewObjects(repository.path, base, commit);
  // The commit, two trees and two files.
  expect(new Set(added).size).toBe(5);
  const folders = new Set(added.map((oid) => oid.slice(0, 2)));

  const flushes = await countFlushes(() => persistObjects(objects, [...added, commit, '0'.repeat(40)]));

  expect(flushes).toBe(added.length + folders.size);
  expect(await listNewObjects(repository.path, commit, commit)).toEqual([]);
});
