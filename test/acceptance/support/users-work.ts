import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRepository } from '../../support/repository.ts';

/** Everything of a person's that a landing has to leave as it is. */
export type UsersWork = Record<string, unknown>;

/** Leaves a stash, a staged file, an unstaged change and an untracked file, as somebody at work has them. */
export function leaveUsersWork(repository: TestRepository): void {
  repository.write('README.md', '# An idea for later\n');
  repository.git('stash', 'push', '--quiet', '--message', 'an idea');
  repository.write('staged.txt', 'staged\n');
  repository.git('add', '--', 'staged.txt');
  repository.write('staged.txt', 'staged, and changed again\n');
  repository.write('README.md', '# A repository, half rewritten\n');
  repository.write('scratch.txt', 'for myself\n');
}

/** Reads the person's work: equal before and after a run that has touched nothing but what it landed. */
export function readUsersWork(repository: TestRepository): UsersWork {
  const folder = join(repository.path, '.git');
  return {
    status: repository.git('status', '--porcelain=v2', '--untracked-files=all').split('\n'),
    staged: repository.git('diff', '--cached', '--binary'),
    unstaged: repository.git('diff', '--binary'),
    stashes: readOrNothing(join(folder, 'logs/refs/stash')),
    scratch: readOrNothing(join(repository.path, 'scratch.txt')),
    branch: readOrNothing(join(folder, 'HEAD')),
    branches: repository.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags', 'refs/stash'),
    settings: readOrNothing(join(folder, 'config')),
    hooks: readdirSync(join(folder, 'hooks')).map((name) => [
      name,
      readOrNothing(join(folder, 'hooks', name)),
    ]),
    dependencies: describeDependencies(join(repository.path, 'node_modules')),
  };
}

/** Which folder it is, and what the package manager noted down when it filled it. */
function describeDependencies(folder: string): unknown {
  if (!existsSync(folder)) return 'none';
  const notes = ['.package-lock.json', '.modules.yaml'].map((name) => join(folder, name)).filter(existsSync);
  return {
    folder: statSync(folder).ino,
    notes: notes.map((path) => [path, statSync(path).mtimeMs, readOrNothing(path)]),
  };
}

function readOrNothing(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
