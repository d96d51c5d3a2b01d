import { expect, it } from 'vitest';
import { landPlan, newestChange } from '../../support/land-plan.ts';
import { writePlan } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeRepository } from '../../support/repository.ts';

it('a file becomes a folder, a folder becomes a file', async () => {
  const repository = makeRepository();
  repository.commit({ file: 'file\n', 'folder/a': 'a\n', 'folder/deep/b': 'b\n' });
  await landPlan(repository, [
    { commands: ['rm file', 'mkdir file', 'echo in > file/in', 'rm -r folder', 'echo flat > folder'] },
  ]);
  expect(newestChange(repository).split('\n').toSorted()).toEqual([
    'A\tfile/in',
    'A\tfolder',
    'D\tfile',
    'D\tfolder/a',
    'D\tfolder/deep/b',
  ]);
  expect(repository.read('file/in')).toBe('in\n');
  expect(repository.read('folder')).toBe('flat\n');
});

it('a file of the user in a folder that is to become a file is kept: the task waits', async () => {
  const repository = makeRepository();
  repository.commit({ 'folder/a': 'a\n' });
  repository.write('folder/users.txt', 'precious\n');
  writePlan(repository, 'mine', [{ commands: ['rm -r folder', 'echo flat > folder'] }]);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['waiting: dirty-paths']);
  expect(status.tasks[0]?.reason?.message).toMatch(/folder/);
  expect(repository.read('folder/users.txt')).toBe('precious\n');
  expect(repository.read('folder/a')).toBe('a\n');
});
