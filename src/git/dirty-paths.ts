import type { Repository } from './repository.ts';
import { readStatus, type StatusEntry } from './status-entries.ts';

/**
 * Which of these files or folders, relative to the top, hold something in the home work tree that a landing could
 * not pass: staged, unstaged, intent-to-add or unmerged changes in or below them, or an untracked or ignored file of
 * exactly that name. Untracked files somewhere below a folder are not in the way until a run creates the same ones.
 */
export async function findDirtyPaths(repository: Repository, paths: readonly string[]): Promise<string[]> {
  const entries = await readStatus(
    repository.home,
    paths.map((path) => trimPath(path) || '.'),
  );
  return paths.filter((path) => entries.some((entry) => isInTheWay(entry, trimPath(path))));
}

function isInTheWay(entry: StatusEntry, path: string): boolean {
  if (entry.path === path) return true;
  const below = path === '' || entry.path.startsWith(`${path}/`);
  return below && (entry.kind === 'tracked' || entry.kind === 'unmerged');
}

function trimPath(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$|^\.$/, '');
}
