import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { LandingJournal } from './landing-journal.ts';

/** Where a journal says that its landing was, seen from where its repository is now. */
export interface PlacedJournal {
  journal: LandingJournal;
  /** False when the work tree there is none, or that of another repository: it must not be touched. */
  isThere: boolean;
  /** Where a file that the landing noted is now. */
  locate: (file: string) => string;
}

/**
 * A repository may have been moved or copied since its journal was written, or be seen through another mount: what the
 * journal says of paths then holds for its own folder, never for the repository that is at the old one.
 */
export function placeJournal(journal: LandingJournal, commonDir: string): PlacedJournal {
  if (isSameFolder(journal.commonDir, commonDir)) {
    const isThere = existsSync(journal.workTree) && existsSync(journal.gitDir);
    return { journal, isThere, locate: (file) => file };
  }
  const locate = (file: string): string => {
    const below = relative(journal.commonDir, file);
    return isAbsolute(below) || below.split('/')[0] === '..' ? file : join(commonDir, below);
  };
  const placed = {
    ...journal,
    commonDir,
    gitDir: locate(journal.gitDir),
    indexFile: locate(journal.indexFile),
    workTree: locateWorkTree(journal, commonDir),
  };
  return { journal: placed, isThere: isWorkTreeOf(placed.workTree, placed.gitDir), locate };
}

/** A work tree around its git folder goes along with it; another one stays where it is. */
function locateWorkTree({ workTree, commonDir: before }: LandingJournal, commonDir: string): string {
  const below = relative(workTree, before);
  if (below === '' || isAbsolute(below) || below.split('/')[0] === '..') return workTree;
  return commonDir.endsWith(`/${below}`) ? commonDir.slice(0, -below.length - 1) : workTree;
}

function isWorkTreeOf(workTree: string, gitDir: string): boolean {
  const entry = join(workTree, '.git');
  const found = statSync(entry, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return isSameFolder(entry, gitDir);
  const [, pointed] = /^gitdir: (.+)\n?$/.exec(readFileSync(entry, 'utf8')) ?? [];
  return pointed !== undefined && isSameFolder(resolve(dirname(entry), pointed), gitDir);
}

function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
