/** The one thing that ended a process. When several happen, the first counts. */
export type ProcessEnd =
  | { kind: 'exited'; code: number }
  | { kind: 'signalled'; signal: string }
  | { kind: 'timed-out'; limit: TimeLimit; afterMs: number }
  /** Its abort signal fired. */
  | { kind: 'stopped' }
  | { kind: 'not-started'; message: string };

/** `wall-clock` counts from the start, `no-output` from the last time the output grew. */
export type TimeLimit = 'wall-clock' | 'no-output';

/** How a process ended and what was left of it. Comes only after its whole tree was ended. */
export type ProcessExit = ProcessEnd & {
  /** Milliseconds from the start to the end of the process itself, not counting the time its tree took to end. */
  durationMs: number;
  /** Descendants that still ran when the process ended, and that planex then ended. */
  leftovers: number;
  /** Processes of the tree that even KILL did not end in time; 0 unless the kernel holds one. */
  survivors: number;
};
