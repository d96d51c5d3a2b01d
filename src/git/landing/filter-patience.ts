import { limitGitMs } from '../git-deadline.ts';
import { type GitOutput, runGit } from '../git.ts';
import type { EndedBy } from '../limited-group.ts';

/** How long filters are waited for in all: one that hangs is asked once, however many files it is for. */
export interface FilterPatience {
  /**
   * Like `runGit`, for a git that may ask filters: it is ended with them when the time is up. From then on none is started,
   * and the answer is that of one that was ended.
   */
  run: typeof runGit;
  /** False when filters are not asked any more. */
  isLeft(): boolean;
  /** What was ended and why, once something was. */
  ending(): { said: string; endedBy: EndedBy } | undefined;
}

const NOT_ASKED: GitOutput = {
  code: -1,
  stdout: '',
  stderr: 'filters are not asked any more',
  timedOut: true,
};

/**
 * The time, in milliseconds, runs from now on. The signal ends it a few seconds later. Should planex be killed, a recovery finds
 * by the run what it has left at work.
 */
export function makeFilterPatience(runId: string, longestMs: number, signal?: AbortSignal): FilterPatience {
  const limitMs = limitGitMs(longestMs);
  const endsAt = performance.now() + limitMs;
  let ending: { said: string; endedBy: EndedBy } | undefined;
  const leftMs = (): number => (ending === undefined ? endsAt - performance.now() : 0);
  return {
    isLeft: () => leftMs() > 0,
    ending: () => ending,
    async run(cwd, args, options = {}) {
      const timeoutMs = leftMs();
      if (timeoutMs <= 0) {
        ending ??= { said: `filters did not end within ${limitMs} ms`, endedBy: 'limit' };
        return NOT_ASKED;
      }
      const env = { PLANEX_RUN: runId, ...options.env };
      const output = await runGit(cwd, args, { ...options, env, timeoutMs, signal, endsGroup: true });
      if (output.endedBy !== undefined) {
        const why = output.endedBy === 'limit' ? `did not end within ${limitMs} ms` : 'was told to end';
        const verb = args.find((word) => /^[a-z][a-z-]*$/.test(word));
        ending ??= { said: `git ${verb} ${why}`, endedBy: output.endedBy };
      }
      return output;
    },
  };
}
