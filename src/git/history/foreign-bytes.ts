import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';
import { nameBlobs, type PathBytes } from '../blob-names.ts';

/** Searching a history of hundreds of thousands of commits may take long; what is not known by then counts as foreign. */
const TIMEOUT_MS = 20_000;
/** Commits that no reference may hold any more, but that files can have come from a moment ago. */
const LOOSE_ENDS = ['ORIG_HEAD', 'FETCH_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'];
/** Blobs that one walk through the history looks for, so that they fit on a command line. */
const MOST_AT_ONCE = 500;

/**
 * Which of these files stand with their bytes in a commit that is not one of `ownCommits`: of another branch, a remote, a
 * stash, or before planex first looked. Such bytes came out of Git, by whichever command, and were not written here,
 * however Git lists their file now.
 */
export async function findForeign<F extends PathBytes>(
  repository: Repository,
  files: readonly F[],
  ownCommits: ReadonlySet<string>,
): Promise<Set<F>> {
  if (files.length === 0) return new Set();
  const names = await nameBlobs(repository.home, files);
  // Bytes fresh from an editor are no object of the repository yet, so that the history need not be searched for them.
  const stored = await listStored(repository, names);
  const inHistory = new Set<string>();
  for (let at = 0; at < stored.length; at += MOST_AT_ONCE) {
    const blobs = stored.slice(at, at + MOST_AT_ONCE);
    for (const blob of await searchHistory(repository, blobs, ownCommits)) inHistory.add(blob);
  }
  return new Set(
    files.filter((_, at) => {
      const name = names[at];
      return name === undefined || inHistory.has(name);
    }),
  );
}

/** Those of the blobs that the repository has, or may have. */
async function listStored({ home }: Repository, names: readonly (string | undefined)[]): Promise<string[]> {
  const asked = [...new Set(names.filter((name) => name !== undefined))];
  const listing = await runGit(home, ['cat-file', '--batch-check=%(objectname)'], {
    input: asked.map((name) => `${name}\n`).join(''),
  });
  const missing = new Set(
    listing.stdout.split('\n').flatMap((line) => (line.endsWith(' missing') ? [line.slice(0, -8)] : [])),
  );
  return asked.filter((name) => !missing.has(name));
}

/** Those of the blobs that a commit other than these brought or took away; all of them when that is not known in time. */
async function searchHistory(
  { home, gitDir }: Repository,
  blobs: readonly string[],
  ownCommits: ReadonlySet<string>,
): Promise<Iterable<string>> {
  const ends = LOOSE_ENDS.filter((name) => existsSync(join(gitDir, name)));
  const output = await runGit(
    home,
    [
      'log',
      '--all',
      '--reflog',
      '-m',
      // A user's log.showRoot may hide what the first commit brought.
      '--root',
      '--format=%H',
      ...blobs.map((blob) => `--find-object=${blob}`),
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--no-color',
      ...ends,
      'HEAD',
      '--',
    ],
    { timeoutMs: TIMEOUT_MS },
  );
  if (output.code !== 0) return blobs;
  const found = new Set<string>();
  let isOwn = false;
  for (const line of output.stdout.split('\n')) {
    const [, before, after] = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) /.exec(line) ?? [];
    if (before !== undefined && after !== undefined && !isOwn) found.add(before).add(after);
    else if (/^[0-9a-f]{40,64}$/.test(line)) isOwn = ownCommits.has(line);
  }
  return found;
}
