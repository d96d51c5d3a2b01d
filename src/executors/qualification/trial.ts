import type { ProcessExit } from '../process-exit.ts';

/** What a backend is asked to do: a small piece of work, the same in a long prompt, or something that has no end. */
export const TRIALS = ['work', 'long-prompt', 'endless'] as const;

export type TrialName = (typeof TRIALS)[number];

/** What was seen of one trial. */
export interface Trial {
  exit: ProcessExit;
  /** The backend's own word, or its exit status: that it is done, or why not. */
  said: { done: true } | { done: false; why: string };
  /** Whether the file that it was to write holds the word that only its prompt says. */
  didWork: boolean;
  longestSilenceMs: number;
  /** Milliseconds from the request to end until all was over; undefined when it ended before it was asked to. */
  stoppedAfterMs?: number;
  /** Paths in its workspace that are not as they were, without the one that it was to write. */
  strayed: string[];
  /** What is not as it was outside of its workspace: in the repository it belongs to, and beside that. */
  outside: string[];
  editedPlan: boolean;
  /** What it did to commits, branches and settings of Git, in words. */
  history: string[];
  /** Locks of Git that are left. */
  locks: string[];
  /** Names of environment variables whose values stand in what it printed or wrote. */
  leaked: string[];
}

/** What one check came to, in words for a person. */
export interface CheckResult {
  check: string;
  result: 'pass' | 'fail' | 'cannot tell';
  seen: string;
  todo?: string;
}
