import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { expectFails, expectLands, initPlanex, readCheckLog } from './support/outcome.ts';
import { describePackage, installPackages, makeProject } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

it('TypeScript: types are checked with the project’s own compiler before its tests run', async () => {
  const project = makeProject({
    'package.json': describePackage({
      scripts: { test: 'node --eval "process.exit(0)"' },
      devDependencies: { typescript: '5.9.3' },
    }),
    'tsconfig.json':
      '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "include": ["src"] }\n',
    '.gitignore': 'node_modules\n',
    'src/size.ts': 'export const size: number = 1;\n',
  });
  installPackages(project);
  await initPlanex(project);
  leaveUsersWork(project);

  const [good = ''] = writePlan(project, 'twice', [
    {
      files: ['src/twice.ts'],
      commands: [
        `echo "import { size } from './size'; export const twice: number = size * 2;" > src/twice.ts`,
      ],
    },
  ]).ids;
  await expectLands(project, good, {
    subject: 'feat(twice): Step 1',
    paths: ['src/twice.ts'],
    tests: 'passed (node_modules/.bin/tsc --noEmit; npm run test)',
  });

  const [bad = ''] = writePlan(project, 'word', [
    { files: ['Modify: src/size.ts'], commands: [`echo "export const size: number = 'one';" > src/size.ts`] },
  ]).ids;
  expect((await expectFails(project, bad)).reason).toMatchObject({
    code: 'tests-failing',
    message: 'node_modules/.bin/tsc --noEmit: exit status 2',
  });
  expect(await readCheckLog(project, bad, 'check-1-types.log')).toContain('src/size.ts(1,14): error TS2322');
});
