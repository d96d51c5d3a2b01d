import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { readIfThereNow } from '../../read-if-there.ts';
import type { LandingJournal } from './landing-journal.ts';

/** Where a journal says that its landing was, seen from where its repository is now. */
export interface PlacedJournal {
  journal: LandingJournal;
  /**
   * Where its work tree is: `there` where the journal now says, `away` when git knows of it and it is not found, `gone` when
   * git knows of none. Only one that is there may be touched.
   */
  workTree: 'there' | 'away' | 'gone';
  /** Where a file that the landing noted is now. */
  locate: (file: string) => string;
}

/**
 * A repository or a work tree may have been moved or copied since the journal was written, or be seen through another mount:
 * what the journal says of paths then holds for its own folders, never for what is at the old ones.
 */
export function placeJournal(journal: LandingJournal, commonDir: string): PlacedJournal {
  const isSame = isSameFolder(journal.commonDir, commonDir);
  const locate = (file: string): string => {
    const below = relative(journal.commonDir, file);
    if (isSame || isAbsolute(below) || below.split('/')[0] === '..') return file;
    return join(commonDir, below);
  };
  const gitDir = locate(journal.gitDir);
  const before = isSame ? journal.workTree : locateWorkTree(journal, commonDir);
  const found = [before, readLinkedTop(gitDir)].find((top) => top !== undefined && isWorkTreeOf(top, gitDir));
  const placed = {
    ...journal,
    commonDir: isSame ? journal.commonDir : commonDir,
    gitDir,
    indexFile: locate(journal.indexFile),
    workTree: found ?? before,
  };
  // A copy of a repository knows of the work trees of the original.
  const otherwise = isSame && existsSync(gitDir) ? 'away' : 'gone';
  return { journal: placed, workTree: found === undefined ? otherwise : 'there', locate };
}

/** Where git says that the linked work tree with this git folder is; undefined for the main one. */
function readLinkedTop(gitDir: string): string | undefined {
  const pointed = readIfThereNow(join(gitDir, 'gitdir'))?.trimEnd();
  return pointed === undefined ? undefined : dirname(resolve(gitDir, pointed));
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
