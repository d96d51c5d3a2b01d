import { git, runGit } from '../git.ts';

/** A commit of a range. */
export interface RangeCommit {
  id: string;
  tree: string;
  parents: string[];
  author: string;
  subject: string;
}

/** Commits of a range, oldest first, and the trees of them and of the commits they stand on. */
export interface CommitRange {
  commits: RangeCommit[];
  trees: ReadonlyMap<string, string>;
}

const FORMAT = '--format=%m%x00%H%x00%T%x00%P%x00%an%x00%s';

/** The commit that a person means; undefined when there is none. */
export async function resolveCommit(home: string, name: string): Promise<string | undefined> {
  const asked = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`];
  const { code, stdout } = await runGit(home, asked);
  return code === 0 ? stdout.trim() : undefined;
}

/** Reads the commits that `to` has and `from` has not. */
export async function readRange(home: string, from: string, to: string): Promise<CommitRange> {
  const args = ['rev-list', '--topo-order', '--reverse', '--boundary', '--no-commit-header', FORMAT];
  const output = await git(home, [...args, to, `^${from}`, '--']);
  const commits: RangeCommit[] = [];
  const trees = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [mark, id, tree, parents = '', author = '', subject = ''] = line.split('\0');
    if (id === undefined || tree === undefined) continue;
    trees.set(id, tree);
    if (mark !== '-') {
      commits.push({ id, tree, parents: parents.split(' ').filter(Boolean), author, subject });
    }
  }
  return { commits, trees };
}
