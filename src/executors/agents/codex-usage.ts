import { addUsage, subtractUsage, type Usage } from '../../tasks/usage.ts';
import type { CodexUsage } from './codex-events.ts';

/** What a call has used, from two sources that can each be missing. */
export interface CodexCount {
  /** One answer of the service, as the thread's own record tells it. */
  addAnswer(usage: CodexUsage): void;
  /** The running total of the thread, as the output and the thread's own record tell it. */
  setTotal(usage: CodexUsage): void;
  /** Of this call alone. */
  own(): Usage;
  /** The running total, from which a later turn goes on. */
  total(): Usage;
}

/**
 * Counts a call of a thread whose running total stood at `before`. The answers come first: what a killed turn used never
 * comes into the running total, so that the difference of two totals can be too small.
 */
export function countCodexUsage(before: Usage): CodexCount {
  let answers: Usage | undefined;
  let total: Usage | undefined;
  return {
    addAnswer(usage) {
      answers = addUsage(answers ?? {}, readUsage(usage));
    },
    setTotal(usage) {
      total = readUsage(usage);
    },
    own: () => answers ?? (total === undefined ? {} : subtractUsage(total, before)),
    total: () => total ?? before,
  };
}

function readUsage(usage: CodexUsage): Usage {
  return {
    ...(usage.input_tokens !== undefined && { inputTokens: usage.input_tokens }),
    ...(usage.cached_input_tokens !== undefined && { cachedInputTokens: usage.cached_input_tokens }),
    ...(usage.output_tokens !== undefined && { outputTokens: usage.output_tokens }),
  };
}
