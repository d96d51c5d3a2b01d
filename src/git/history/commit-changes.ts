import { readPatchContent } from '../../tasks/patch-content.ts';
import { readParent } from '../diff-size.ts';
import { GitError, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** Lines alone: what stands around them may be another after a rebase. */
const BARE = [
  '--unified=0',
  '--inter-hunk-context=0',
  '--no-renames',
  '--no-prefix',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--full-index',
];

/**
 * What a commit changes in its first parent, by path as git quotes it, wherever in the files it stands. Undefined when
 * there is no such commit here.
 */
export async function readCommitChanges(
  repository: Pick<Repository, 'home'>,
  commit: string,
): Promise<Map<string, string> | undefined> {
  const found = await runGit(repository.home, ['cat-file', '-e', `${commit}^{commit}`]);
  if (found.code !== 0) return undefined;
  const parent = await readParent(repository, commit);
  const command = ['-c', 'core.quotePath=false', 'diff-tree', '-r', '-p', ...BARE, parent, commit, '--'];
  // Each byte a character: changes of what is no UTF-8 are changes too.
  const answer = await runGit(repository.home, command, { encoding: 'latin1' });
  if (answer.code !== 0) throw new GitError(command, answer);
  const [, ...parts] = `\n${answer.stdout}`.split('\ndiff --git ');
  return new Map(parts.map((part) => [readPath(part), readPatchContent(part.trimEnd())]));
}

/** Without prefixes and renames, the header of a file says its path twice. */
function readPath(part: string): string {
  const [header = ''] = part.split('\n', 1);
  return Buffer.from(header.slice(0, (header.length - 1) / 2), 'latin1').toString();
}
