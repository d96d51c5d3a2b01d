import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  ['is not checked out in its work tree', 'echo lost > parts/lib/mine.txt', 'mine.txt'],
  [
    'is checked out there',
    'git submodule --quiet update --init && echo lost > parts/lib/README.md',
    'README.md',
  ],
])('work in a submodule that %s fails the run, which names it and keeps it', async (_how, act, file) => {
  const repository = makeRepository();
  repository.git('submodule', '--quiet', 'add', makeRepository().path, 'parts/lib');
  repository.git('commit', '--quiet', '-m', 'build: take the library in');
  writePlan(repository, 'mine', [{ commands: [act, 'echo mine > mine.txt'], verify: ['true'] }]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['failed: internal']);
  const reason = status.tasks[0]?.reason;
  expect(reason?.message).toMatch(/submodule.*: parts\/lib$/);
  const [, kept = ''] = /kept at (.*);/.exec(reason?.action ?? '') ?? [];
  expect(readFileSync(`${kept}/${file}`, 'utf8')).toBe('lost\n');
  expect(repository.git('log', '-1', '--format=%s')).toBe('build: take the library in');
});
