import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';
import { GITLINK_MODE } from '../tree-changes.ts';

/** Searching a history of hundreds of thousands of commits may take long. */
const TIMEOUT_MS = 20_000;
/** Commits that no reference may hold any more, but that files can have come from a moment ago. */
const LOOSE_ENDS = ['ORIG_HEAD', 'FETCH_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'];

/**
 * The blobs that a commit other than `ownCommits` brought or took away, among those that `options` have git look at, and at
 * these paths, if there are any; undefined when that is not known in time.
 */
export async function searchHistory(
  { home, gitDir }: Repository,
  ownCommits: ReadonlySet<string>,
  options: readonly string[],
  paths: readonly string[] = [],
): Promise<Set<string> | undefined> {
  const ends = LOOSE_ENDS.filter((name) => existsSync(join(gitDir, name)));
  const output = await runGit(
    home,
    [
      ...(paths.length === 0 ? [] : ['--literal-pathspecs']),
      'log',
      '--all',
      '--reflog',
      '-m',
      // A user's log.showRoot may hide what the first commit brought.
      '--root',
      '--format=%H',
      ...options,
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--no-color',
      ...ends,
      'HEAD',
      '--',
      ...paths,
    ],
    { timeoutMs: TIMEOUT_MS },
  );
  if (output.code !== 0) return undefined;
  const found = new Set<string>();
  let isOwn = false;
  for (const line of output.stdout.split('\n')) {
    const [, ...sides] = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) /.exec(line) ?? [];
    const [modeBefore, modeAfter, before, after] = sides;
    // A submodule is a commit of another repository, and no blob.
    if (before !== undefined && after !== undefined && !isOwn) {
      if (modeBefore !== GITLINK_MODE) found.add(before);
      if (modeAfter !== GITLINK_MODE) found.add(after);
    } else if (/^[0-9a-f]{40,64}$/.test(line)) isOwn = ownCommits.has(line);
  }
  return found;
}
