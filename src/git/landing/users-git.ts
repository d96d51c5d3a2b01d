import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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
  for (const pid of listProcesses()) {
    if (known.has(pid)) continue;
    try {
      const verb = readGitVerb(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
      if (verb === undefined || !MOVING.has(verb)) continue;
      if (readlinkSync(`/proc/${pid}/cwd`) === workTree) return verb;
    } catch {
      // It ended, or belongs to another user.
    }
  }
  return undefined;
}
