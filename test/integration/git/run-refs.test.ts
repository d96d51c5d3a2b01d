import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import {
  dropRun,
  keepLeftovers,
  keepRun,
  listRuns,
  readRunTree,
} from '../../../src/git/workspace/run-refs.ts';
import { makeRepository } from '../../support/repository.ts';

test('commits of runs are kept, listed and dropped, without running hooks', async () => {
  const { path, git, write } = makeRepository();
  write('.git/hooks/reference-transaction', '#!/bin/sh\nexit 1\n');
  chmodSync(join(path, '.git/hooks/reference-transaction'), 0o755);
  const repository = await openRepository(path);
  const head = git('rev-parse', 'HEAD');
  expect((await listRuns(repository)).size).toBe(0);
  await keepRun(repository, 'run-1', head);
  await keepRun(repository, 'run-2', head);
  await keepLeftovers(repository, 'run-1', head);
  expect(await listRuns(repository)).toEqual(
    new Map([
      ['run-1', head],
      ['run-2', head],
    ]),
  );
  expect(await readRunTree(repository, 'run-1')).toBe(git('rev-parse', 'HEAD^{tree}'));
  await dropRun(repository, 'run-1');
  await dropRun(repository, 'run-1');
  expect([...(await listRuns(repository)).keys()]).toEqual(['run-2']);
  expect(await readRunTree(repository, 'run-1')).toBeUndefined();
  expect(git('for-each-ref', 'refs/planex/leftovers')).toBe('');
});
