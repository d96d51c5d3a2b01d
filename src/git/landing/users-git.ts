import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readGitVerb } from '../git-verb.ts';

/** What reads HEAD or the index first and moves the branch later, mostly without a lock in between. */
const MOVING = new Set([
  'am',
  'checkout',
  'cherry-pick',
  'commit',
  'merge',
  'pull',
  'rebase',
  'reset',
  'revert',
  'stash',
  'switch',
]);

/** What replaces the index first and writes HEAD later, with no lock in between. */
const LEAVING = new Set(['checkout', 'pull', 'rebase', 'switch']);
const LONGEST_CHECKOUT_MS = 2_000;
const POLL_MS = 5;

/** What writes the index soon after it has begun, and fails when that is locked. The branch stays. */
const STAGING = new Set(['add', 'apply', 'mv', 'restore', 'rm', 'stage', 'update-index']);
const LONGEST_STAGING_MS = 50;
const STAGING_POLL_MS = 1;

/** The processes of this instant by pid; none where there is no `/proc`. */
export function listProcesses(): ReadonlySet<string> {
  try {
    return new Set(readdirSync('/proc').filter((name) => /^\d+$/.test(name)));
  } catch {
    return new Set();
  }
}

/**
 * Names a git command of somebody else's that is about to move the branch of a work tree: were a landing to come now,
 * it would fail with a HEAD that is not what it has read. Processes in `known` are passed over. Undefined when there is
 * none, and where there is no `/proc`.
 */
export function findUsersGit(workTree: string, known: ReadonlySet<string> = new Set()): string | undefined {
  return listVerbs(workTree, known).find((verb) => MOVING.has(verb));
}

/**
 * Waits until no git command of somebody else's is under way that began after `known` was listed and is about to stage
 * something in a work tree, but no longer than `longestMs`: they would fail at a lock that is taken now. Those that began
 * before mostly have the lock already, or want none until a person has answered them.
 */
export async function awaitStaging(
  workTree: string,
  known: ReadonlySet<string>,
  longestMs = LONGEST_STAGING_MS,
): Promise<void> {
  const endsAt = performance.now() + longestMs;
  while (listVerbs(workTree, known).some((verb) => STAGING.has(verb)) && performance.now() < endsAt) {
    await sleep(STAGING_POLL_MS);
  }
}

function listVerbs(workTree: string, known: ReadonlySet<string>): string[] {
  return [...listProcesses()].flatMap((pid) => (known.has(pid) ? [] : (readVerb(pid, workTree) ?? [])));
}

/**
 * Waits until the git commands of somebody else's have ended that are under way now and may be about to leave the branch of a
 * work tree; false when one still is after two seconds.
 */
export async function awaitLeaving(workTree: string): Promise<boolean> {
  const isLeaving = (pid: string): boolean => LEAVING.has(readVerb(pid, workTree) ?? '');
  const endsAt = performance.now() + LONGEST_CHECKOUT_MS;
  for (let left = [...listProcesses()].filter(isLeaving); left.length > 0; left = left.filter(isLeaving)) {
    if (performance.now() > endsAt) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Which of git's commands a process runs in a work tree, if it does. */
function readVerb(pid: string, workTree: string): string | undefined {
  try {
    // This first: how a process is called is not told while it is busy with its memory.
    if (readlinkSync(`/proc/${pid}/cwd`) !== workTree) return undefined;
    return readGitVerb(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
  } catch {
    // It ended, or belongs to another user.
    return undefined;
  }
}
