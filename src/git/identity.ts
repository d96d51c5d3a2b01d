import { homedir } from 'node:os';
import { join } from 'node:path';
import { signFiles } from './file-signature.ts';
import { runGit } from './git.ts';
import type { Repository } from './repository.ts';

/** Who commits: as git would write it into a commit made now. */
export interface Identity {
  name: string;
  email: string;
}

/** Asks git who commits here; undefined when git does not know. */
export async function readIdentity({ home }: Pick<Repository, 'home'>): Promise<Identity | undefined> {
  const answer = await runGit(home, ['var', 'GIT_COMMITTER_IDENT']);
  const [, name, email] = /^(.*) <(.*)> \d+ [-+]\d+$/m.exec(answer.stdout) ?? [];
  return answer.code === 0 && name !== undefined && email !== undefined ? { name, email } : undefined;
}

/** How the files stand that a person's identity is mostly kept in. One that such a file includes is not among them. */
export function signIdentity(repository: Repository, asOfMs: number): string | undefined {
  return signFiles(listConfigFiles(repository), asOfMs);
}

/** The files that git keeps its settings in, whether they are there or not. One that such a file includes is not among them. */
export function listConfigFiles({ gitDir, commonDir }: Pick<Repository, 'gitDir' | 'commonDir'>): string[] {
  const { GIT_CONFIG_GLOBAL: global, XDG_CONFIG_HOME: configHome = join(homedir(), '.config') } = process.env;
  return [
    join(commonDir, 'config'),
    join(gitDir, 'config.worktree'),
    ...(global ? [global] : [join(homedir(), '.gitconfig'), join(configHome, 'git/config')]),
    '/etc/gitconfig',
  ];
}
