import { git } from '../git.ts';
import type { HeadMove } from './head-log.ts';
import type { Repository } from '../repository.ts';
import { nameBlobs, type PathBytes } from '../blob-names.ts';

/** Blobs that commits brought to each path. */
export type BroughtPaths = Map<string, Set<string>>;

/** What each of these moves of HEAD added or changed, compared to where HEAD stood before. Two git processes. */
export async function listBroughtPaths(
  repository: Repository,
  commits: readonly HeadMove[],
): Promise<BroughtPaths> {
  const brought: BroughtPaths = new Map();
  const pairs = await readTrees(repository, commits);
  if (pairs.length === 0) return brought;
  const output = await git(repository.home, ['diff-tree', '--stdin', '-r', '-z', '--no-renames'], {
    input: pairs.map((pair) => `${pair}\n`).join(''),
  });
  // Pairs of `:<modes> <blobs> <letter>` and a path; the line that names the two trees clings to the first of a pair.
  const fields = output.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, blob] = /(?:^|\n):\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AMT]$/.exec(fields[at] ?? '') ?? [];
    const path = fields[at + 1];
    if (blob !== undefined && path !== undefined)
      brought.set(path, (brought.get(path) ?? new Set()).add(blob));
  }
  return brought;
}

/** Which of these files one of those commits brought to their path with exactly these bytes, as git would store them. */
export async function findBrought<F extends PathBytes>(
  repository: Repository,
  brought: BroughtPaths,
  files: readonly F[],
): Promise<Set<F>> {
  const candidates = files.filter(({ path }) => brought.has(path));
  const names = await nameBlobs(repository.home, candidates);
  return new Set(
    candidates.filter(({ path }, at) => {
      const name = names[at];
      return name !== undefined && brought.get(path)?.has(name) === true;
    }),
  );
}

/** `<tree> <tree>` for each move; a move whose commits are no longer there is left out. */
async function readTrees(repository: Repository, commits: readonly HeadMove[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const empty = await git(repository.home, ['hash-object', '-t', 'tree', '--stdin'], { input: '' });
  const listing = await git(repository.home, ['cat-file', '--batch-check=%(objectname)'], {
    input: commits.map(({ from, to }) => `${from}^{tree}\n${to}^{tree}\n`).join(''),
  });
  const answers = listing.split('\n');
  return commits.flatMap(({ from }, position) => {
    const before = /^0+$/.test(from) ? empty : answers[2 * position];
    const after = answers[2 * position + 1];
    return isOid(before) && isOid(after) ? [`${before} ${after}`] : [];
  });
}

function isOid(text: string | undefined): boolean {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text);
}
