import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../support/plan.ts';
import { expectLands, initPlanex } from './support/outcome.ts';
import { installPnpm } from './support/pnpm.ts';
import { describePackage, installPackages, makeProject, type Project } from './support/project.ts';
import { leaveUsersWork } from './support/users-work.ts';

const TEST = "require('node:test')('old', () => require('picocolors'));\n";

function makeFiles(fields: Record<string, unknown>): Record<string, string> {
  return {
    'package.json': describePackage({
      scripts: { test: 'node --test' },
      dependencies: { picocolors: '1.1.1' },
      ...fields,
    }),
    '.gitignore': 'node_modules/\n',
    'test.js': TEST,
  };
}

/** Lets a task add a package and use it; the packages of the user's own tree have to stay as they are. */
async function expectAdds(project: Project, install: string, lock: string, tests: string): Promise<void> {
  await initPlanex(project);
  leaveUsersWork(project);
  const installed = listInstalled(project);
  const [id = ''] = writePlan(project, 'ms', [
    {
      title: 'Use ms',
      files: ['Modify: package.json', `Modify: ${lock}`, 'Modify: test.js'],
      commands: [install, `echo "require('node:test')('new', () => require('ms'));" >> test.js`],
    },
  ]).ids;
  await expectLands(project, id, {
    subject: 'feat(ms): Use ms',
    paths: ['package.json', lock, 'test.js'].sort(),
    tests: `passed (${tests})`,
  });
  expect(listInstalled(project)).toEqual(installed);
}

/** Every entry below the folders of packages, with what would tell that it was written again. */
function listInstalled(project: Project): string[] {
  const folders = project.run('find', '.', '-name', 'node_modules', '-prune').trim().split('\n');
  return folders
    .flatMap((folder) =>
      readdirSync(join(project.path, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        join(project.path, folder, path),
      ),
    )
    .map((path) => `${path} ${lstatSync(path).ino} ${lstatSync(path).mtimeMs}`)
    .sort();
}

it('npm: a task adds a dependency without touching the packages that the user has installed', async () => {
  const project = makeProject(makeFiles({}));
  installPackages(project);
  await expectAdds(
    project,
    'npm install --save-exact --no-audit --no-fund ms@2.1.3',
    'package-lock.json',
    'npm run test',
  );
});

it('npm workspaces: a task adds a dependency without touching the packages that the user has installed', async () => {
  const files = makeFiles({ workspaces: ['packages/*'] });
  const inner = describePackage({ name: '@sample/inner', dependencies: { semver: '7.7.2' } });
  const project = makeProject({ ...files, 'packages/inner/package.json': inner });
  installPackages(project);
  await expectAdds(
    project,
    // A package with a program of its own, so that there is something to write to `.bin`.
    'npm install --save-exact --no-audit --no-fund ms@2.1.3 nanoid@3.3.11',
    'package-lock.json',
    'npm run test',
  );
});

it.each([
  ['adds a dependency', 'pnpm add --save-exact ms@2.1.3'],
  [
    'installs anew as a machine does',
    'pnpm pkg set dependencies.ms=2.1.3 && CI=1 pnpm install --no-frozen-lockfile',
  ],
])('pnpm: a task %s without touching the packages that the user has installed', async (_, install) => {
  const project = makeProject(makeFiles({ packageManager: 'pnpm@10.34.9' }), installPnpm());
  project.run('pnpm', 'install', '--prefer-offline');
  project.commit({ 'pnpm-lock.yaml': project.read('pnpm-lock.yaml') }, 'chore: lock the dependencies');
  await expectAdds(project, install, 'pnpm-lock.yaml', 'pnpm run test');
});
