import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBlobTexts } from '../blob-texts.ts';
import { git, GitError, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** A file of which versions are wanted. */
export interface WantedFile {
  path: string;
  /** Paths that it had before, under which others may still have it. */
  formerly: readonly string[];
  /** A commit whose version of it is known. */
  head?: string;
}

/** A version of a file that what stands in the work tree may have been merged from. */
export interface OtherVersion {
  /** The path that was asked for. */
  path: string;
  /** Name of the blob. */
  blob: string;
  bytes: Uint8Array;
  /** True for that of HEAD. */
  ofHead: boolean;
}

/** Commits that no reference may hold, but that a command can have merged into the files a moment ago. */
const LOOSE_ENDS = ['FETCH_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD'];
/** Branches and tags are searched from the newest on. */
const MOST_REFERENCES = 200;
/** Finding out what is merged may take long in a large history. */
const TIMEOUT_MS = 20_000;

/**
 * The versions of these files in HEAD, and in what is not merged into it: of branches, remotes and tags, and of what was
 * fetched last. Not the version of a commit that is known. Three git processes. Throws `GitError` when git does not say.
 */
export async function readOtherVersions(
  repository: Repository,
  files: readonly WantedFile[],
): Promise<OtherVersion[]> {
  if (files.length === 0) return [];
  const commits = ['HEAD', ...(await listUnmerged(repository))];
  const asked = files.flatMap(({ path, formerly, head }) => {
    const names = [path, ...formerly];
    const others = names.flatMap((name) => commits.map((commit) => ({ path, name, commit })));
    const known = names.map((name) => ({ path, name, commit: head, isKnown: true }));
    return head === undefined ? others : [...known, ...others];
  });
  // A line of input is a name; a path of two lines is no artifact.
  const names = asked.filter(({ name }) => !name.includes('\n'));
  const listing = await git(repository.home, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: names.map(({ name, commit }) => `${commit}:${name}\n`).join(''),
    timeoutMs: TIMEOUT_MS,
  });
  const known = new Set<string>();
  const found = new Map<string, Omit<OtherVersion, 'bytes'>>();
  for (const [at, line] of listing.split('\n').entries()) {
    const [, blob] = /^([0-9a-f]+) blob$/.exec(line) ?? [];
    const one = names[at];
    if (blob === undefined || one === undefined) continue;
    const key = `${one.path}\0${blob}`;
    if ('isKnown' in one) known.add(key);
    else if (!known.has(key) && !found.has(key)) {
      found.set(key, { path: one.path, blob, ofHead: one.commit === 'HEAD' });
    }
  }
  const versions = [...found.values()];
  const texts = await readBlobTexts(repository.home, new Set(versions.map(({ blob }) => blob)));
  return versions.map((version) => ({
    ...version,
    bytes: Buffer.from(texts.get(version.blob) ?? '', 'latin1'),
  }));
}

/** Tips that HEAD does not have, but for stashes, which come from the user's own files. */
async function listUnmerged({ home, gitDir }: Repository): Promise<string[]> {
  const ends = LOOSE_ENDS.filter((name) => existsSync(join(gitDir, name)));
  const args = [
    'for-each-ref',
    '--no-merged=HEAD',
    '--sort=-creatordate',
    `--count=${MOST_REFERENCES}`,
    '--format=%(objectname)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ];
  const listing = await runGit(home, args, { timeoutMs: TIMEOUT_MS });
  // Before the first commit nothing is merged into anything.
  if (listing.code !== 0 && !/malformed object name/.test(listing.stderr)) throw new GitError(args, listing);
  return [...new Set([...ends, ...listing.stdout.split('\n').filter((line) => line !== '')])];
}
