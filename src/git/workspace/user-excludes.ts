import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/**
 * The user's global ignore rules, empty when there are none. A workspace has a list of its own in their place, and has
 * to begin it with them.
 */
export async function readUserExcludes(repository: Pick<Repository, 'home'>): Promise<string> {
  const answer = await runGit(repository.home, ['config', '--type=path', '--get', 'core.excludesFile']);
  const config = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const file = answer.code === 0 ? answer.stdout.replace(/\n$/, '') : join(config, 'git/ignore');
  const rules = await readFile(file, 'utf8').catch(() => '');
  return rules === '' || rules.endsWith('\n') ? rules : `${rules}\n`;
}
