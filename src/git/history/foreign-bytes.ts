import { runGit } from '../git.ts';
import type { Repository } from '../repository.ts';
import { nameAsIs, nameBlobs, type PathBytes } from '../blob-names.ts';
import { findConverted, mayBeConverted } from './converted-bytes.ts';
import { searchHistory } from './search-history.ts';

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
  // Git may store what it has written itself by another name.
  const asIs = files.map((file, at) => {
    const name = names[at];
    return name !== undefined && mayBeConverted(file) ? nameAsIs(file.bytes, name.length) : name;
  });
  // Bytes fresh from an editor are no object of the repository yet, so that the history need not be searched for them.
  const stored = await listStored(repository, [...names, ...asIs]);
  const inHistory = new Set<string>();
  for (let at = 0; at < stored.length; at += MOST_AT_ONCE) {
    const blobs = stored.slice(at, at + MOST_AT_ONCE);
    for (const blob of await searchBlobs(repository, blobs, ownCommits)) inHistory.add(blob);
  }
  const foreign = new Set(
    files.filter((_, at) => {
      const [name, raw = name] = [names[at], asIs[at]];
      return name === undefined || raw === undefined || inHistory.has(name) || inHistory.has(raw);
    }),
  );
  const others = files.filter((file) => !foreign.has(file) && mayBeConverted(file));
  for (const file of await findConverted(repository, others, ownCommits)) foreign.add(file);
  return foreign;
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
async function searchBlobs(
  repository: Repository,
  blobs: readonly string[],
  ownCommits: ReadonlySet<string>,
): Promise<Iterable<string>> {
  const options = blobs.map((blob) => `--find-object=${blob}`);
  return (await searchHistory(repository, ownCommits, options)) ?? blobs;
}
