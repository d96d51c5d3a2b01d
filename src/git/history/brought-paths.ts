import { git } from '../git.ts';
import type { HeadMove } from './head-log.ts';
import type { Repository } from '../repository.ts';

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

/** Whether one of those commits brought exactly these bytes to `path`, seen as git would store them there. */
export async function broughtTheseBytes(
  repository: Repository,
  brought: BroughtPaths,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const blobs = brought.get(path);
  if (blobs === undefined) return false;
  const blob = await git(repository.home, ['hash-object', '--stdin', `--path=${path}`], {
    input: Buffer.from(bytes),
  });
  return blobs.has(blob);
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
