import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { errorCode } from '../../src/errors.ts';
import { planexEnvironment, type PlanexResult } from './planex.ts';
import { makeFolder, makeRepository, type TestRepository } from './repository.ts';

/** The user that Debian and others call `nobody`. */
const NOBODY = 65534;

/** A user whom permissions bind, as they do not bind root, with a repository of their own. */
export interface OtherUser {
  home: string;
  repository: TestRepository;
  /** Runs planex as this user. */
  planex: (...args: string[]) => PlanexResult;
}

/** True where the tests may act as somebody else. */
export const canBeOther = process.getuid?.() === 0;

/** Makes a repository that belongs to somebody else than root. */
export function makeOtherUser(): OtherUser {
  const home = makeFolder('planex-other-');
  writeFileSync(
    join(home, 'gitconfig'),
    '[user]\n\tname = Otto Other\n\temail = otto@example.test\n[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n',
  );
  const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, 'gitconfig'), XDG_STATE_HOME: join(home, 'state') };
  // Root asks git about this repository too.
  execFileSync('git', ['config', '--global', '--replace-all', 'safe.directory', '*']);
  const repository = makeRepository();
  mkdirSync(env.XDG_STATE_HOME);
  for (const folder of [home, repository.path]) giveAway(folder);
  // The bundle is the test's own, and secret to nobody.
  chmodSync(inject('planexBundle'), 0o755);
  return {
    home,
    repository,
    planex(...args) {
      giveAway(repository.path);
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(inject('planexBundle'), 'planex.js'), ...args],
        {
          cwd: repository.path,
          env: planexEnvironment(repository, env),
          uid: NOBODY,
          gid: NOBODY,
          encoding: 'utf8',
          timeout: 100_000,
        },
      );
      return { code: status ?? 128, stdout, stderr };
    },
  };
}

/** All that is there; what a daemon makes and removes meanwhile is its user's already. */
function giveAway(path: string): void {
  try {
    lchownSync(path, NOBODY, NOBODY);
    if (!lstatSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) giveAway(join(path, name));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
