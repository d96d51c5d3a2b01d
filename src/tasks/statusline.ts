import { isLimited } from './backend-limit.ts';
import type { BackendTotals, CallTotals } from './call-totals.ts';

const UNKNOWN = 'N/A';

/**
 * The line that a prompt or a status bar shows of the work that was given to backends, in one of two formats: with a
 * column for Gemini and without. `formatTime` gives hours and minutes, as `09:05`.
 */
export function formatStatusline(
  { backends }: Pick<CallTotals, 'backends'>,
  options: { withGemini: boolean; nowMs: number; formatTime: (at: Date) => string },
): string {
  const { withGemini, nowMs, formatTime } = options;
  const columns = [
    { letter: 'C', totals: backends['codex'] },
    ...(withGemini ? [{ letter: 'G', totals: backends['gemini'] }] : []),
  ];
  const tokens = columns.map(({ letter, totals }) => `${letter}:${formatCount(countTokens(totals))}`);
  const counts = columns.map(({ totals }) => countTokens(totals));
  // A sum with an unknown part is unknown.
  const sum = counts.every((count) => count !== undefined) ? counts.reduce((a, b) => a + b, 0) : undefined;
  const ends = columns.map(
    ({ letter, totals }) => `${letter}:${totals?.successes ?? 0}/${totals?.failures ?? 0}`,
  );
  const limits = [
    `C:${describeCodexLimit(backends['codex'], nowMs, formatTime)}`,
    ...(withGemini ? [`G:${describeGeminiLimit(backends['gemini'], nowMs)}`] : []),
  ];
  return `Offload ${tokens.join(' ')} Σ:${formatCount(sum)} | S/F ${ends.join(' ')} | RL ${limits.join(' ')}`;
}

/** Undefined when calls were made and none has said what it took. */
function countTokens(totals: BackendTotals | undefined): number | undefined {
  if (totals === undefined || totals.attempts === 0) return 0;
  return totals.tokensKnown ? totals.tokens : undefined;
}

function formatCount(count: number | undefined): string {
  if (count === undefined) return UNKNOWN;
  if (count >= 1_000_000) return `${Math.trunc(count / 1_000_000)}m`;
  return count >= 1_000 ? `${Math.trunc(count / 1_000)}k` : String(count);
}

function describeCodexLimit(
  totals: BackendTotals | undefined,
  nowMs: number,
  formatTime: (at: Date) => string,
): string {
  const hit = totals?.limit;
  if (hit !== undefined && isLimited(hit, nowMs)) {
    return `0%@${hit.told ? formatTime(new Date(hit.until)) : UNKNOWN}`;
  }
  const { remainingPercent, resetAt } = totals?.allowance ?? {};
  // What was said of a window that has ended by now tells nothing of the present one.
  const isOver = resetAt !== undefined && Date.parse(resetAt) <= nowMs;
  if (remainingPercent === undefined || isOver) return UNKNOWN;
  return `${Math.trunc(remainingPercent)}%@${resetAt === undefined ? UNKNOWN : formatTime(new Date(resetAt))}`;
}

function describeGeminiLimit(totals: BackendTotals | undefined, nowMs: number): string {
  const hit = totals?.limit;
  if (hit?.told === true && Date.parse(hit.until) > nowMs) {
    return `~${Math.ceil((Date.parse(hit.until) - nowMs) / 1000)}s`;
  }
  const { remainingPercent, resetAt } = totals?.allowance ?? {};
  const isOver = resetAt !== undefined && Date.parse(resetAt) <= nowMs;
  return remainingPercent === undefined || isOver ? UNKNOWN : `${Math.trunc(remainingPercent)}%`;
}
