import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectLands, initPlanex } from './support/outcome.ts';
import { describePackage, installPackages, makeProject, type Project } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

/** lefthook's hooks leave a trace, tidy what is staged, and refuse a debugger. */
function makeLefthookProject(): Project {
  const project = makeProject({
    'package.json': describePackage({ devDependencies: { lefthook: '2.0.4' } }),
    '.gitignore': 'node_modules/\n',
    'lefthook.yml': [
      'pre-commit:',
      '  commands:',
      '    trace:',
      '      run: echo {staged_files} >> "$(git rev-parse --git-common-dir)/hook-trace"',
      '    tidy:',
      "      glob: '*.js'",
      "      run: sed -i 's/ *$//' {staged_files}",
      '      stage_fixed: true',
      '    refuse:',
      "      glob: '*.js'",
      '      run: "! grep -n debugger {staged_files}"',
      '',
    ].join('\n'),
    'src/double.js': 'exports.double = (n) => n * 2;\n',
  });
  installPackages(project);
  // Where CI is set it does not do so by itself.
  project.run('node_modules/.bin/lefthook', 'install');
  expect(project.read('.git/hooks/pre-commit')).toContain('lefthook');
  project.run('rm', '-f', '.git/hook-trace');
  return project;
}

it('lefthook: its hooks see and tidy what a run commits, and what they refuse does not land', async () => {
  const project = makeLefthookProject();
  await initPlanex(project);
  leaveUsersWork(project);

  const good = writePlan(project, 'triple', [
    {
      title: 'Triple a number',
      files: ['src/triple.js'],
      commands: [`printf 'exports.triple = (n) => n * 3;   \\n' > src/triple.js`],
    },
  ]);
  await expectLands(project, good.ids[0] ?? '', {
    subject: 'feat(triple): Triple a number',
    paths: ['src/triple.js'],
    tests: 'skipped (no test command found)',
  });
  expect(project.git('show', 'HEAD:src/triple.js')).toBe('exports.triple = (n) => n * 3;');
  expect(project.read('.git/hook-trace')).toBe('src/triple.js\n');

  const bad = writePlan(project, 'stops', [
    { files: ['src/stops.js'], commands: [`echo 'debugger;' > src/stops.js`] },
  ]);
  const failed = await expectFails(project, bad.ids[0] ?? '');
  expect(failed.reason?.message).toContain('hook');
});
