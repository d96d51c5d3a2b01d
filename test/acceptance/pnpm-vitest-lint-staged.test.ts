import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDED, PLAN, tryCommit, UNGUARDED } from '../support/hooks.ts';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectLands, initPlanex, readCheckLog } from './support/outcome.ts';
import { installPnpm } from './support/pnpm.ts';
import { describePackage, makeProject, type Project } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

/** Takes trailing space out of the files it is given, and refuses `debugger`. */
const TIDY = [
  "import { readFileSync, writeFileSync } from 'node:fs';",
  'for (const path of process.argv.slice(2)) {',
  "  const text = readFileSync(path, 'utf8');",
  "  if (text.includes('debugger')) throw new Error('take the debugger out');",
  "  writeFileSync(path, text.replace(/[ ]+$/gm, ''));",
  '}',
  '',
].join('\n');

/** pnpm is a program of its own: package.json asks for a version, and the PATH has it. */
function makePnpmProject(): Project {
  const project = makeProject(
    {
      'package.json': describePackage({
        type: 'module',
        packageManager: 'pnpm@10.34.9',
        scripts: { test: 'vitest' },
        devDependencies: { 'lint-staged': '16.1.6', vitest: '4.1.12' },
        'lint-staged': { '*.js': 'node scripts/tidy.mjs' },
      }),
      '.gitignore': 'node_modules\n',
      'scripts/tidy.mjs': TIDY,
      'src/double.js': 'export const double = (n) => n * 2;\n',
      'src/double.test.js': [
        "import { expect, test } from 'vitest';",
        "import { double } from './double.js';",
        "test('doubles', () => expect(double(4)).toBe(8));",
        '',
      ].join('\n'),
    },
    installPnpm(),
  );
  project.run('pnpm', 'install', '--prefer-offline');
  project.commit({ 'pnpm-lock.yaml': project.read('pnpm-lock.yaml') }, 'chore: lock the dependencies');
  project.write('.git/hooks/pre-commit', '#!/bin/sh\nexec pnpm exec lint-staged\n');
  execFileSync('chmod', ['+x', join(project.path, '.git/hooks/pre-commit')]);
  return project;
}

it('pnpm, vitest and lint-staged: staged files are tidied in the workspace, and no stash of the user changes', async () => {
  const project = makePnpmProject();
  await initPlanex(project);
  leaveUsersWork(project);

  const [good = ''] = writePlan(project, 'triple', [
    {
      title: 'Triple a number',
      files: ['src/triple.js', 'src/triple.test.js'],
      commands: [
        `echo 'export const triple = (n) => n * 3;   ' > src/triple.js`,
        `echo "import { expect, test } from 'vitest'; import { triple } from './triple.js'; test('triples', () => expect(triple(2)).toBe(6));" > src/triple.test.js`,
      ],
    },
  ]).ids;
  await expectLands(project, good, {
    subject: 'feat(triple): Triple a number',
    paths: ['src/triple.js', 'src/triple.test.js'],
    tests: 'passed (pnpm run test)',
  });
  expect(project.read('src/triple.js')).toBe('export const triple = (n) => n * 3;\n');
  const log = await readCheckLog(project, good, 'check-1-tests.log');
  expect(log).toMatch(/Tests +2 passed/);

  const [bad = ''] = writePlan(project, 'broken', [
    {
      files: ['Modify: src/double.js'],
      commands: [`echo 'export const double = (n) => n;' > src/double.js`],
    },
  ]).ids;
  expect((await expectFails(project, bad)).reason).toMatchObject({
    code: 'tests-failing',
    message: 'pnpm run test: exit status 1',
  });
  project.run('rm', 'docs/plans/2026-11-20-broken.md');

  const [refused = ''] = writePlan(project, 'refused', [
    { files: ['src/stop.js'], commands: [`echo 'debugger;' > src/stop.js`] },
  ]).ids;
  expect((await expectFails(project, refused)).reason).toMatchObject({
    code: 'tests-failing',
    message: expect.stringContaining('hook refused the commit'),
  });
});

it("lint-staged and planex's guard are both at work in a commit of the user", async () => {
  const project = makePnpmProject();
  project.write(PLAN, GUARDED);
  await initPlanex(project);
  project.git('add', '--all');
  project.run('git', 'commit', '--quiet', '--message', 'chore: planex');

  project.write('src/own.js', 'export const own = 1;   \n');
  project.git('add', 'src/own.js');
  expect(tryCommit(project.path, project.env)).toMatchObject({ code: 0 });
  expect(project.git('show', 'HEAD:src/own.js')).toBe('export const own = 1;');

  project.write(PLAN, UNGUARDED);
  expect(tryCommit(project.path, project.env)).toMatchObject({
    code: 1,
    said: expect.stringContaining('sentinel-vanished: `the name` is gone'),
  });
  project.git('checkout', '--', PLAN);
  project.write('src/own.js', 'debugger;\n');
  expect(tryCommit(project.path, project.env)).toMatchObject({
    code: 1,
    said: expect.stringContaining('take the debugger out'),
  });
});
