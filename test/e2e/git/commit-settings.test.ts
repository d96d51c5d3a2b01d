import { expect, it } from 'vitest';
import { landPlan } from '../../support/land-plan.ts';
import { writes } from '../../support/plan.ts';
import { makeRepository } from '../../support/repository.ts';

it.each([
  ['a template', { 'commit.template': '/nowhere/template' }],
  ['cleanup by scissors', { 'commit.cleanup': 'scissors' }],
  ["a comment character of git's choice", { 'core.commentChar': 'auto' }],
  ['an editor that fails', { 'core.editor': 'false', 'sequence.editor': 'false' }],
  ['a verbose commit', { 'commit.verbose': 'true', 'commit.status': 'true' }],
  ["trailers of the user's own", { 'trailer.separators': '=', 'trailer.ifexists': 'replace' }],
])('commits keep their message and trailers with %s', async (_what, settings) => {
  const repository = makeRepository();
  for (const [name, value] of Object.entries(settings)) repository.git('config', name, value);
  await landPlan(repository, [{ ...writes('mine.txt'), title: '# no comment' }]);
  const [subject, , ...trailers] = repository.git('log', '-1', '--format=%B').split('\n');
  expect(subject).toBe('feat(mine): # no comment');
  expect(trailers.slice(0, 3).map((line) => line.split(':')[0])).toEqual([
    'Planex-Task',
    'Planex-Digest',
    'Planex-Run',
  ]);
});
