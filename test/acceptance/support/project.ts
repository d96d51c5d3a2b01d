import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { planexEnvironment } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const INSTALL_MS = 240_000;

/** A repository of somebody's project, with the tools it needs. */
export interface Project extends TestRepository {
  /** What its owner has in the environment, and what planex is started with. */
  env: NodeJS.ProcessEnv;
  /** Runs a program as its owner does and returns what it printed. Throws with all of its output when it fails. */
  run: (program: string, ...args: string[]) => string;
}

/** Makes a repository in which these files are committed. */
export function makeProject(files: Record<string, string>, env: NodeJS.ProcessEnv = {}): Project {
  const repository = makeRepository({ prefix: 'planex-project-' });
  if (Object.keys(files).length > 0) repository.commit(files, 'feat: begin the project');
  return {
    ...repository,
    env,
    run(program, ...args) {
      const result = spawnSync(program, args, {
        cwd: repository.path,
        env: ownersEnvironment(repository, env),
        encoding: 'utf8',
        timeout: INSTALL_MS,
      });
      if (result.error !== undefined) throw result.error;
      if (result.status === 0) return result.stdout;
      throw new Error(
        `${program} ${args.join(' ')} exited with ${result.status ?? result.signal}\n${result.stdout}\n${result.stderr}`,
      );
    },
  };
}

/** Installs what its package.json asks for and commits the lock file. */
export function installPackages(project: Project): void {
  project.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline');
  project.commit({ 'package-lock.json': project.read('package-lock.json') }, 'chore: lock the dependencies');
}

/** The text of a package.json. */
export function describePackage(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ name: 'sample', version: '1.0.0', private: true, ...fields }, null, 2)}\n`;
}

/** Without what `npm run` of this repository adds, but with the machine's own cache of downloads. */
function ownersEnvironment(repository: TestRepository, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(planexEnvironment(repository, env)).filter(([name]) => !/^npm_/i.test(name));
  return { ...Object.fromEntries(own), npm_config_cache: join(userInfo().homedir, '.npm') };
}
