import type { Repository } from './repository.ts';
import { readStatus } from './status-entries.ts';

/** How a file of the home work tree compares to HEAD. Staged counts as modified, ignored as untracked. */
export type Standing = 'untracked' | 'modified' | 'clean';

/**
 * The standing of each of these files, given relative to the top. A file that git does not mention, such as one
 * inside a submodule or a nested repository, is `clean`: the standing that has to be trusted first.
 */
export async function readStandings(
  repository: Repository,
  paths: readonly string[],
): Promise<Map<string, Standing>> {
  const standings = new Map<string, Standing>(paths.map((path) => [path, 'clean']));
  for (const entry of await readStatus(repository.home, paths)) {
    if (!standings.has(entry.path)) continue;
    const untracked = entry.kind === 'untracked' || entry.kind === 'ignored';
    standings.set(entry.path, untracked ? 'untracked' : 'modified');
  }
  return standings;
}
