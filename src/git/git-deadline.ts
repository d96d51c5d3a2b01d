/**
 * Milliseconds that a git command may take: `longestMs`, or less where `PLANEX_GIT_TIMEOUT_MS` says so, by which tests
 * shorten the wait for a git that hangs.
 */
export function limitGitMs(longestMs: number): number {
  const wanted = Number(process.env['PLANEX_GIT_TIMEOUT_MS']);
  return wanted > 0 ? Math.min(wanted, longestMs) : longestMs;
}
