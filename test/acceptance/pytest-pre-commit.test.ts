import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDED } from '../support/hooks.ts';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectGuarded, expectLands, initPlanex, readCheckLog } from './support/outcome.ts';
import { makeProject, type Project } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

/** Debian's own Python, ahead of any other that the machine has, leaving behind what it leaves by default. */
const env = { PATH: `/usr/bin:${process.env['PATH'] ?? ''}`, PYTHONDONTWRITEBYTECODE: '' };

const CONFIG = `repos:
  - repo: local
    hooks:
      - id: trailing-space
        name: take out trailing space
        language: system
        entry: sed -i 's/[ ]*$//'
        types: [python]
      - id: no-breakpoint
        name: no breakpoint
        language: system
        entry: sh -c '! grep -n "breakpoint()" "$@"' --
        types: [python]
`;

/** Without a `.gitignore`: nothing keeps what Python and pytest leave behind from being committed but planex. */
function makePythonProject(): Project {
  for (const tool of ['pytest', 'pre-commit']) {
    if (!existsSync(join('/usr/bin', tool))) {
      throw new Error(`/usr/bin/${tool} is missing: apt-get install python3-pytest pre-commit`);
    }
  }
  const project = makeProject(
    {
      '.pre-commit-config.yaml': CONFIG,
      'docs/notes/guarded.md': GUARDED,
      '.planexrc': '{ "artifacts": { "plans": ["docs/plans/*.md", "docs/notes/*.md"] } }',
      'pytest.ini': '[pytest]\npythonpath = .\n',
      'shapes.py': 'def area(side):\n    return side * side\n',
      'tests/test_shapes.py': 'from shapes import area\n\n\ndef test_area():\n    assert area(3) == 9\n',
    },
    env,
  );
  project.run('pre-commit', 'install');
  return project;
}

it('pytest and pre-commit: a formatter rewrites, a check refuses, and what pytest leaves is not committed', async () => {
  const project = makePythonProject();
  await initPlanex(project);
  leaveUsersWork(project);

  const volume = writePlan(project, 'volume', [
    {
      title: 'Volume of a cube',
      files: ['Modify: shapes.py', 'tests/test_volume.py'],
      commands: [
        `printf '\\n\\ndef volume(side):   \\n    return side ** 3\\n' >> shapes.py`,
        `printf 'from shapes import volume\\n\\n\\ndef test_volume():\\n    assert volume(2) == 8\\n' > tests/test_volume.py`,
      ],
    },
  ]);
  const [id = ''] = volume.ids;
  await expectLands(project, id, {
    subject: 'feat(volume): Volume of a cube',
    paths: ['shapes.py', 'tests/test_volume.py'],
    tests: 'passed (pytest)',
  });
  expect(await readCheckLog(project, id, 'check-1-tests.log')).toContain('2 passed');
  expect(project.git('show', 'HEAD:shapes.py')).toContain('def volume(side):\n');
  expect(project.read('shapes.py')).toBe(`${project.git('show', 'HEAD:shapes.py')}\n`);
  expect(project.read(volume.path)).toContain('- [x] do it');

  const broken = writePlan(project, 'broken', [
    { files: ['Modify: shapes.py'], commands: [`sed -i 's/side \\* side/side/' shapes.py`] },
  ]);
  const failed = await expectFails(project, broken.ids[0] ?? '');
  expect(failed.reason).toMatchObject({ code: 'tests-failing', message: 'pytest: exit status 1' });
  expect(await readCheckLog(project, failed.id, 'check-1-tests.log')).toContain(
    'FAILED tests/test_shapes.py',
  );
  project.run('rm', broken.path);

  const refused = writePlan(project, 'refused', [
    { files: ['stop.py'], commands: [`printf 'def stop():\\n    breakpoint()\\n' > stop.py`] },
  ]);
  expect((await expectFails(project, refused.ids[0] ?? '')).reason).toMatchObject({
    code: 'tests-failing',
    message: expect.stringContaining('hook refused the commit'),
  });
  project.run('rm', refused.path);
  await expectGuarded(project, 'docs/notes/guarded.md');
});
