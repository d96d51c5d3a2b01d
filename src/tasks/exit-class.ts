import type { FailureClass } from './call-line.ts';

/** How a call that a person asked for ended: with an answer, as its backend failed, or as planex ended it or kept it back. */
export type ExitClass = 'ok' | FailureClass | 'budget' | 'interrupted';

/** What scripts are told by when a failure is not theirs to go past without a person. */
const FAIL_CLOSED = 20;

const OTHER_FAILURE = 1;

const EXIT_CODES: Partial<Record<ExitClass, number>> = {
  ok: 0,
  'rate-limited': 10,
  auth: 11,
  timeout: 12,
  missing: 13,
  // Only a person can raise a cap, whatever is allowed after a failure of the backend.
  budget: FAIL_CLOSED,
  // As a shell tells of a program that SIGINT has ended.
  interrupted: 130,
};

/** The exit code for the end of a call. `failClosed`: a failure of the backend needs the word of a person first. */
export function exitCodeOf(ended: ExitClass, failClosed: boolean): number {
  const code = EXIT_CODES[ended] ?? OTHER_FAILURE;
  return failClosed && ended !== 'ok' && ended !== 'interrupted' ? FAIL_CLOSED : code;
}

/** The exit code for two calls side by side: 20 comes first, then what went wrong with the code backend, then with the other. */
export function combineExitCodes(code: number, research: number): number {
  if (code === FAIL_CLOSED || research === FAIL_CLOSED) return FAIL_CLOSED;
  return code === 0 ? research : code;
}
