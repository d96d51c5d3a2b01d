import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { git, GitError, runGit } from '../git.ts';
import type { Repository } from '../repository.ts';

/** A version of a file that what stands in the work tree may have been merged from. */
export interface OtherVersion {
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
 * The versions of these paths in HEAD, and in what is not merged into it: of branches, remotes and tags, and of what was
 * fetched last. Throws `GitError` when git does not say.
 */
export async function readOtherVersions(
  repository: Repository,
  paths: readonly string[],
): Promise<OtherVersion[]> {
  // A line of input is a name; a path of two lines is no artifact.
  const asked = paths.filter((path) => !path.includes('\n'));
  const commits = ['HEAD', ...(await listUnmerged(repository))];
  const names = asked.flatMap((path) => commits.map((commit) => ({ path, commit })));
  if (names.length === 0) return [];
  const listing = await git(repository.home, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: names.map(({ path, commit }) => `${commit}:${path}\n`).join(''),
  });
  const found = new Map<string, Omit<OtherVersion, 'bytes'>>();
  for (const [at, line] of listing.split('\n').entries()) {
    const [, blob] = /^([0-9a-f]+) blob$/.exec(line) ?? [];
    const name = names[at];
    if (blob === undefined || name === undefined) continue;
    const key = `${name.path}\0${blob}`;
    if (!found.has(key)) found.set(key, { path: name.path, blob, ofHead: name.commit === 'HEAD' });
  }
  return Promise.all(
    [...found.values()].map(async (version) => {
      const args = ['cat-file', 'blob', version.blob];
      const output = await runGit(repository.home, args, { encoding: 'latin1' });
      if (output.code !== 0) throw new GitError(args, output);
      return { ...version, bytes: Buffer.from(output.stdout, 'latin1') };
    }),
  );
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
