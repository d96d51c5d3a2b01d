import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectLands, initPlanex, readCheckLog } from './support/outcome.ts';
import { makeMakefileProject } from './support/makefile-project.ts';
import { leaveUsersWork } from './support/users-work.ts';

it('a plain Makefile: what passes `make test` lands, what fails does not', async () => {
  const project = makeMakefileProject();
  await initPlanex(project);
  leaveUsersWork(project);

  const [good = ''] = writePlan(project, 'cat', [
    { files: ['Modify: words'], commands: ['echo cat >> words'] },
  ]).ids;
  // What the tests build is not work of the task, though no rule ignores it.
  await expectLands(project, good, {
    subject: 'feat(cat): Step 1',
    paths: ['words'],
    tests: 'passed (make test)',
  });
  expect(await readCheckLog(project, good, 'check-1-tests.log')).toContain('words are in order');

  const [bad = ''] = writePlan(project, 'ant', [
    { files: ['Modify: words'], commands: ['echo ant >> words'] },
  ]).ids;
  expect((await expectFails(project, bad)).reason).toMatchObject({
    code: 'tests-failing',
    message: 'make test: exit status 2',
  });
  expect(project.read('words')).toBe('ape\nbee\ncat\n');
});
