import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { planexOk, startDaemon, waitForStatus } from '../support/planex.ts';
import {
  expectFails,
  expectGuarded,
  expectLanded,
  expectLands,
  initPlanex,
  readCheckLog,
} from './support/outcome.ts';
import { makeJestProject } from './support/jest-project.ts';
import { leaveUsersWork, readUsersWork } from './support/users-work.ts';

it('Jest and husky: what passes lands through the hooks, what fails or is refused does not', async () => {
  const project = makeJestProject();
  await initPlanex(project);
  leaveUsersWork(project);

  const triple = writePlan(project, 'triple', [
    {
      title: 'Triple a number',
      files: ['src/triple.js', 'src/triple.test.js'],
      commands: [
        `echo 'exports.triple = (n) => n * 3;' > src/triple.js`,
        `echo "const { triple } = require('./triple'); test('triples', () => expect(triple(2)).toBe(6));" > src/triple.test.js`,
      ],
    },
  ]);
  const [id = ''] = triple.ids;
  await expectLands(project, id, {
    subject: 'feat(triple): Triple a number',
    paths: ['src/triple.js', 'src/triple.test.js'],
    tests: 'passed (npm run test)',
  });
  expect(project.read(triple.path)).toContain('- [x] do it');
  expect(project.read('.git/hook-trace')).toBe('src/triple.js\nsrc/triple.test.js\n');
  const log = await readCheckLog(project, id, 'check-1-tests.log');
  expect(log).toContain('PASS src/double.test.js');
  expect(log).toContain('PASS src/triple.test.js');

  const broken = writePlan(project, 'broken', [
    { files: ['Modify: src/double.js'], commands: [`echo 'exports.double = (n) => n;' > src/double.js`] },
  ]);
  const failed = await expectFails(project, broken.ids[0] ?? '');
  expect(failed.reason).toMatchObject({
    code: 'tests-failing',
    message: expect.stringContaining('npm run test'),
  });
  expect(await readCheckLog(project, failed.id, 'check-1-tests.log')).toContain('FAIL src/double.test.js');
  project.run('rm', broken.path);

  const refused = writePlan(project, 'refused', [
    { files: ['src/stop.js'], commands: [`echo 'debugger;' > src/stop.js`] },
  ]);
  expect((await expectFails(project, refused.ids[0] ?? '')).reason).toMatchObject({
    code: 'tests-failing',
    message: expect.stringContaining('hook refused the commit'),
  });
  project.run('rm', refused.path);
  await expectGuarded(project, 'docs/notes/guarded.md');
});

it('Jest and husky: a plan that is saved while the daemon runs lands by itself', async () => {
  const project = makeJestProject();
  await initPlanex(project);
  leaveUsersWork(project);
  await startDaemon(project, { env: project.env });
  const base = project.git('rev-parse', 'HEAD');
  const { ids } = writePlan(project, 'half', [
    { files: ['src/half.js'], commands: [`echo 'exports.half = (n) => n / 2;' > src/half.js`] },
  ]);
  const before = readUsersWork(project);
  await waitForStatus(project, (status) => status.tasks[0]?.status === 'done');
  const [id = ''] = ids;
  // What has landed is told a moment after it is there.
  await planexOk(project, 'stop');
  expectLanded(
    project,
    id,
    { subject: 'feat(half): Step 1', paths: ['src/half.js'], tests: 'passed (npm run test)' },
    base,
  );
  expect(readUsersWork(project)).toEqual(before);
  expect(project.read('.git/hook-trace')).toBe('src/half.js\n');
});
