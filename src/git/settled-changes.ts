import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findOperation } from './operation.ts';
import type { Repository } from './repository.ts';
import { readStatus } from './status-entries.ts';

const LONGEST_WAIT_MS = 2_000;
const LOOK_EVERY_MS = 25;
/** A pull or checkout moves HEAD within milliseconds of writing the index; what stays staged for longer, a person staged. */
const STAGED_FOR_MS = 300;

/**
 * Which of these files differ from HEAD while Git is at rest. A pull, merge or checkout writes files and index before it
 * moves HEAD, so in the middle of it what comes from elsewhere looks like the user's own work: nothing counts while a lock
 * is there or an operation is half done, and what is merely staged has to stay so for a moment.
 */
export async function findSettledChanges(
  repository: Repository,
  paths: readonly string[],
): Promise<Set<string>> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (performance.now() < deadline) {
    if (isLocked(repository)) {
      await wait(LOOK_EVERY_MS);
      continue;
    }
    if ((await findOperation(repository.gitDir)) !== undefined) return new Set();
    const changed = await readChanges(repository, paths);
    if (changed.staged.length > 0) {
      await wait(STAGED_FOR_MS);
      const later = new Set((await readChanges(repository, changed.staged)).staged);
      changed.staged = changed.staged.filter((path) => later.has(path));
    }
    if (!isLocked(repository) && (await findOperation(repository.gitDir)) === undefined) {
      return new Set([...changed.unstaged, ...changed.staged]);
    }
  }
  return new Set();
}

async function readChanges(
  repository: Repository,
  paths: readonly string[],
): Promise<{ staged: string[]; unstaged: string[] }> {
  const wanted = new Set(paths);
  const entries = (await readStatus(repository.home, paths)).filter(
    (entry) => wanted.has(entry.path) && entry.kind !== 'unmerged',
  );
  const isStaged = (entry: (typeof entries)[number]): boolean =>
    entry.kind === 'tracked' && entry.staged !== '.' && entry.unstaged === '.';
  return {
    staged: entries.filter(isStaged).map((entry) => entry.path),
    unstaged: entries.filter((entry) => !isStaged(entry)).map((entry) => entry.path),
  };
}

function isLocked({ gitDir }: Repository): boolean {
  return ['index.lock', 'HEAD.lock'].some((name) => existsSync(join(gitDir, name)));
}
