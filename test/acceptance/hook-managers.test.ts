import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDED, PLAN, type Said, tryCommit, UNGUARDED } from '../support/hooks.ts';
import { planexOk } from '../support/planex.ts';
import { describePackage, installPackages, makeProject, type Project } from './support/project.ts';

/** A manager: what its project is made of, how it installs its hooks, and where they are. */
interface Manager {
  packages: Record<string, string>;
  files: Record<string, string>;
  install: readonly [string, ...string[]];
  folder: string;
  /** Where a line of planex lasts when the manager writes its own files anew. */
  lasting?: string;
}

const TRACE = 'echo seen >> .git/trace';

const MANAGERS: Record<string, Manager> = {
  lefthook: {
    packages: { lefthook: '2.2.2' },
    files: { 'lefthook.yml': `pre-commit:\n  jobs:\n    - run: ${TRACE}\n` },
    install: ['node_modules/.bin/lefthook', 'install', '--force'],
    folder: '.git/hooks',
  },
  'simple-git-hooks': {
    packages: { 'simple-git-hooks': '2.14.0' },
    files: { '.simple-git-hooks.json': JSON.stringify({ 'pre-commit': TRACE }) },
    install: ['node_modules/.bin/simple-git-hooks'],
    folder: '.git/hooks',
  },
  husky: {
    packages: { husky: '9.1.7' },
    files: { '.husky/pre-commit': `${TRACE}\n` },
    install: ['node_modules/.bin/husky'],
    folder: '.husky/_',
    lasting: '.husky/pre-commit',
  },
  'pre-commit': {
    packages: {},
    files: {
      '.pre-commit-config.yaml': `repos:\n  - repo: local\n    hooks:\n      - id: trace\n        name: trace\n        language: system\n        always_run: true\n        entry: sh -c '${TRACE}'\n`,
    },
    install: ['pre-commit', 'install'],
    folder: '.git/hooks',
  },
};

function makeManaged({ packages, files, install }: Manager): Project {
  const project = makeProject(
    {
      ...files,
      'package.json': describePackage({ devDependencies: packages }),
      '.gitignore': 'node_modules/\n',
      [PLAN]: GUARDED,
    },
    { PATH: `/usr/bin:${process.env['PATH'] ?? ''}` },
  );
  if (Object.keys(packages).length > 0) installPackages(project);
  project.run(...install);
  return project;
}

function photograph(project: Project, folder: string): unknown {
  const path = join(project.path, folder);
  return readdirSync(path)
    .sort()
    .map((name) => [name, readFileSync(join(path, name), 'latin1')]);
}

/** Commits all that has changed; what was said, and how often the manager's own check has run meanwhile. */
function commit(project: Project): Said & { checks: number } {
  project.write('.git/trace', '');
  const said = tryCommit(project.path, { ...project.env, npm_config_cache: '' });
  return { ...said, checks: project.read('.git/trace').split('\n').length - 1 };
}

it.each(Object.entries(MANAGERS))(
  '%s: its checks and the guard run together, however often either is installed',
  async (name, manager) => {
    const project = makeManaged(manager);
    const before = photograph(project, manager.folder);
    expect(await planexOk(project, 'hooks', 'install')).toContain(`runs after that of ${name}`);
    const refuses = (): void => {
      project.write(PLAN, UNGUARDED);
      expect(commit(project)).toMatchObject({
        code: 1,
        checks: 1,
        said: expect.stringContaining('the name'),
      });
      project.git('checkout', '--quiet', 'HEAD', '--', PLAN);
      project.write('README.md', `${project.read('README.md')}More.\n`);
      expect(commit(project)).toMatchObject({ code: 0, checks: 1 });
    };
    refuses();
    for (let time = 0; time < 2; time += 1) {
      project.run(...manager.install);
      await planexOk(project, 'hooks', 'install');
      refuses();
    }
    await planexOk(project, 'hooks', 'uninstall');
    project.run(...manager.install);
    expect(photograph(project, manager.folder)).toEqual(before);
    project.write(PLAN, UNGUARDED);
    expect(commit(project)).toMatchObject({ code: 0, checks: 1 });
    project.git('revert', '--no-edit', 'HEAD');

    if (manager.lasting === undefined) return;
    const text = project.read(manager.lasting);
    await planexOk(project, 'hooks', 'install', '--write-tracked');
    project.run(...manager.install);
    refuses();
    await planexOk(project, 'hooks', 'uninstall', '--write-tracked');
    expect(project.read(manager.lasting)).toBe(text);
  },
);
