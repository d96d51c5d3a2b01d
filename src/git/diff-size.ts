import { git, runGit } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * How a path differs between two trees; `added` and `removed` lines where it is text. Of a file that was only moved, the
 * new path is `moved` and the old one `left`, and no lines differ.
 */
export interface PathDifference {
  path: string;
  change: 'added' | 'modified' | 'deleted' | 'moved' | 'left';
  added?: number;
  removed?: number;
}

/** What differs between two commits or trees, path by path. A move is one only when not a byte differs. */
export async function readDiffSize(
  repository: Pick<Repository, 'home'>,
  from: string,
  to: string,
): Promise<PathDifference[]> {
  const plain = ['--no-renames', '--no-ext-diff', '--no-textconv', '--no-color'];
  const output = await git(repository.home, [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--numstat',
    ...plain,
    from,
    to,
    '--',
  ]);
  const changes = new Map<string, PathDifference>();
  const moves = new Map<string, { from: string[]; to: string[] }>();
  const fields = output.split('\0');
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    const [, before = '', after = '', letter] = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(field) ?? [];
    if (letter !== undefined) {
      index += 1;
      const path = fields[index] ?? '';
      changes.set(path, { path, change: CHANGES[letter] ?? 'modified' });
      if (letter === 'D') pair(moves, before).from.push(path);
      if (letter === 'A') pair(moves, after).to.push(path);
      continue;
    }
    const [, added, removed, path = ''] = /^(\d+)\t(\d+)\t([\s\S]+)$/.exec(field) ?? [];
    const known = changes.get(path);
    if (known !== undefined) changes.set(path, { ...known, added: Number(added), removed: Number(removed) });
  }
  for (const { from, to } of moves.values()) {
    for (const [index, left] of from.entries()) {
      const moved = to[index];
      if (moved === undefined) break;
      changes.set(left, { path: left, change: 'left', added: 0, removed: 0 });
      changes.set(moved, { path: moved, change: 'moved', added: 0, removed: 0 });
    }
  }
  return [...changes.values()];
}

const CHANGES: Record<string, PathDifference['change']> = { A: 'added', D: 'deleted' };

function pair(
  moves: Map<string, { from: string[]; to: string[] }>,
  blob: string,
): { from: string[]; to: string[] } {
  const known = moves.get(blob) ?? { from: [], to: [] };
  moves.set(blob, known);
  return known;
}

/** What the first parent of a commit is, or the empty tree for one that has none. */
export async function readParent(repository: Pick<Repository, 'home'>, commit: string): Promise<string> {
  const answer = await runGit(repository.home, ['rev-parse', '--quiet', '--verify', `${commit}^1`]);
  if (answer.code === 0) return answer.stdout.trim();
  return git(repository.home, ['hash-object', '-t', 'tree', '--stdin'], { input: '' });
}

/** All paths in a commit or tree. */
export async function listPaths(repository: Pick<Repository, 'home'>, tree: string): Promise<string[]> {
  const output = await git(repository.home, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree]);
  return output.split('\0').filter((path) => path !== '');
}
