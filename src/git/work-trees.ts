import { realpathSync } from 'node:fs';
import { git } from './git.ts';
import type { Repository } from './repository.ts';

/** What one work tree of the repository has checked out. */
export type Head =
  | { kind: 'branch'; name: string; oid: string; alias?: string }
  | { kind: 'unborn'; name: string }
  | { kind: 'detached'; oid: string };

/** One work tree and its HEAD. */
export interface WorkTree {
  /** Absolute path of its top. */
  path: string;
  head: Head;
}

/** Every work tree of the repository whose folder still exists, the main one first; a bare main one is left out. */
export async function listWorkTrees(repository: Repository): Promise<WorkTree[]> {
  const listing = await git(repository.home, ['worktree', 'list', '--porcelain', '-z']);
  const isMain = repository.gitDir === repository.commonDir;
  return listing.split('\0\0').flatMap((entry, position) => {
    const tree = parseEntry(entry);
    // Git derives the main work tree's path from the git folder, which is wrong for submodules.
    return tree === undefined ? [] : [position === 0 && isMain ? { ...tree, path: repository.home } : tree];
  });
}

function parseEntry(entry: string): WorkTree | undefined {
  const facts = new Map(
    entry
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const space = line.indexOf(' ');
        return space < 0 ? ([line, ''] as const) : ([line.slice(0, space), line.slice(space + 1)] as const);
      }),
  );
  const path = facts.get('worktree');
  const oid = facts.get('HEAD');
  if (path === undefined || oid === undefined || facts.has('prunable')) return undefined;
  return { path: resolvePath(path), head: readHead(oid, facts.get('branch')) };
}

function readHead(oid: string, branch: string | undefined): Head {
  if (branch === undefined) return { kind: 'detached', oid };
  const name = branch.replace(/^refs\/heads\//, '');
  return /^0+$/.test(oid) ? { kind: 'unborn', name } : { kind: 'branch', name, oid };
}

function resolvePath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
