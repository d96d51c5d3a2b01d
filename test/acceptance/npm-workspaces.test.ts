import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectLands, initPlanex, readCheckLog } from './support/outcome.ts';
import { describePackage, installPackages, makeProject, type Project } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

/** Two packages, one of which uses the other, and two versions of a dependency, so that one is nested. */
function makeMonorepo(): Project {
  const project = makeProject({
    'package.json': describePackage({
      workspaces: ['packages/*'],
      scripts: { test: 'npm run test --workspaces' },
      dependencies: { ms: '2.1.3' },
    }),
    '.gitignore': 'node_modules/\n',
    'packages/time/package.json': describePackage({
      name: '@sample/time',
      main: 'index.js',
      scripts: { test: 'node --test' },
      dependencies: { ms: '2.0.0' },
    }),
    'packages/time/index.js': "exports.minute = require('ms')('1m');\n",
    'packages/time/test.js': [
      "const assert = require('node:assert');",
      "require('node:test')('old', () => assert.equal(require('ms/package.json').version, '2.0.0'));",
      '',
    ].join('\n'),
    'packages/app/package.json': describePackage({
      name: '@sample/app',
      scripts: { test: 'node --test' },
      dependencies: { '@sample/time': '1.0.0' },
    }),
    'packages/app/test.js': [
      "const assert = require('node:assert');",
      "const test = require('node:test');",
      "test('uses the other package', () => assert.equal(require('@sample/time').minute, 60_000));",
      "test('new', () => assert.equal(require('ms/package.json').version, '2.1.3'));",
      '',
    ].join('\n'),
  });
  installPackages(project);
  expect(lstatSync(join(project.path, 'node_modules/@sample/time')).isSymbolicLink()).toBe(true);
  expect(existsSync(join(project.path, 'packages/time/node_modules/ms'))).toBe(true);
  return project;
}

it('npm workspaces: tests of one package see the change that a run makes to another', async () => {
  const project = makeMonorepo();
  await initPlanex(project);
  leaveUsersWork(project);

  const [good = ''] = writePlan(project, 'hour', [
    {
      files: ['Modify: packages/time/index.js'],
      commands: [`echo "exports.hour = 3_600_000;" >> packages/time/index.js`],
    },
  ]).ids;
  await expectLands(project, good, {
    subject: 'feat(hour): Step 1',
    paths: ['packages/time/index.js'],
    tests: 'passed (npm run test)',
  });

  const [bad = ''] = writePlan(project, 'minute', [
    {
      files: ['Modify: packages/time/index.js'],
      commands: [`echo "exports.minute = 60;" > packages/time/index.js`],
    },
  ]).ids;
  expect((await expectFails(project, bad)).reason).toMatchObject({
    code: 'tests-failing',
    message: 'npm run test: exit status 1',
  });
  expect(await readCheckLog(project, bad, 'check-1-tests.log')).toMatch(
    /✖ uses the other package|not ok \d+ - uses the other package/,
  );
});
