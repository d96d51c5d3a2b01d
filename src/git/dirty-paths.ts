import type { Repository } from './repository.ts';
import { readStatus, type StatusEntry } from './status-entries.ts';
import { leaveOutUntouched } from './untouched-files.ts';

/** It is asked at every look: a larger file counts as git says. */
const MOST_BYTES = 1024 * 1024;

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
  const staged = entries.filter(isStaged);
  const others = entries.filter((entry) => !isStaged(entry));
  const dirty = [...staged, ...(await leaveOutUntouched(repository.home, others, MOST_BYTES))];
  return paths.filter((path) => dirty.some((entry) => isInTheWay(entry, trimPath(path))));
}

function isStaged(entry: StatusEntry): boolean {
  return entry.kind === 'tracked' && entry.staged !== '.';
}

function isInTheWay(entry: StatusEntry, path: string): boolean {
  if (entry.path === path) return true;
  const below = path === '' || entry.path.startsWith(`${path}/`);
  return below && (entry.kind === 'tracked' || entry.kind === 'unmerged');
}

function trimPath(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$|^\.$/, '');
}
