import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { planex } from '../support/planex.ts';
import { expectFails, expectLands, initPlanex } from './support/outcome.ts';
import { makeProject } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

it('no tests at all: work lands, and the report says that the tests were skipped', async () => {
  const project = makeProject({ 'index.html': '<p>Hello</p>\n' });
  await initPlanex(project);
  leaveUsersWork(project);
  const [id = ''] = writePlan(project, 'greeting', [
    {
      title: 'Greet the world',
      files: ['Modify: index.html'],
      commands: ['echo "<p>World</p>" >> index.html'],
    },
  ]).ids;
  await expectLands(project, id, {
    subject: 'feat(greeting): Greet the world',
    paths: ['index.html'],
    tests: 'skipped (no test command found)',
  });
  const logs = await planex(project, ['logs']);
  expect(logs.stdout).toContain('tests: skipped (no test command found)');
  expect(logs.stdout.split('\n')).toContain('EXEC_DONE:greeting');
});

it('no tests at all: the check of the task itself judges', async () => {
  const project = makeProject({ 'index.html': '<p>Hello</p>\n' });
  await initPlanex(project);
  const [id = ''] = writePlan(project, 'greeting', [
    {
      files: ['Modify: index.html'],
      commands: ['echo "<p>World</p>" >> index.html'],
      verify: ['grep -q Moon index.html'],
    },
  ]).ids;
  expect((await expectFails(project, id)).reason).toMatchObject({
    code: 'tests-failing',
    message: 'grep -q Moon index.html: exit status 1',
  });
  expect((await planex(project, ['logs'])).stdout).toContain('\nEXEC_FAILED:greeting:tests_failing\n');
});

it('`npm init` and nothing more: its placeholder is not taken for tests', async () => {
  const project = makeProject({});
  project.run('npm', 'init', '--yes');
  project.commit({ 'package.json': project.read('package.json') }, 'chore: begin a package');
  await initPlanex(project);
  const [id = ''] = writePlan(project, 'index', [
    { files: ['index.js'], commands: ['echo "console.log(1);" > index.js'] },
  ]).ids;
  await expectLands(project, id, {
    subject: 'feat(index): Step 1',
    paths: ['index.js'],
    tests: 'skipped (no test command found)',
  });
});
