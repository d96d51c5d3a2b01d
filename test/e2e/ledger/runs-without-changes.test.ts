import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { recordsFolder, settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a run without changes and without a passing verification fails', async () => {
  const repository = makeRepository();
  writePlan(repository, 'idle', [{ files: ['never.txt'], commands: ['true'] }]);
  expect(standings((await settle(repository)).status)).toEqual(['failed: no-changes']);
});

it('with a passing verification it is recorded by an empty commit with trailers, its answer kept in the folder of the run', async () => {
  const repository = makeRepository();
  const { ids } = writePlan(repository, 'answer', [{ commands: ['echo forty-two'], verify: ['true'] }]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done']);
  expect(repository.git('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe('');
  expect(repository.git('log', '-1', '--format=%(trailers:key=Planex-Task,valueonly)').trim()).toBe(ids[0]);
  const folder = join(recordsFolder(repository), 'runs', status.tasks[0]?.run ?? '');
  expect(readFileSync(join(folder, 'output.log'), 'utf8')).toContain('forty-two');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
});
