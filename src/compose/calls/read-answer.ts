import type { ExecutionOutcome } from '../../daemon/execution.ts';
import { readExecutorReport } from '../../tasks/executor-report.ts';
import { readPushBack } from '../../tasks/push-back.ts';

/**
 * What an executor that came to its end says in its last words: a question instead of the work, or a report on it. A block
 * that could not be taken for either is named in the warnings, so that nobody takes its silence for consent.
 */
export function readAnswer(words: string): Extract<ExecutionOutcome, { kind: 'done' | 'asks' }> {
  const asked = readPushBack(words);
  if (asked.pushBack !== undefined) return { kind: 'asks', ...asked.pushBack };
  const reported = readExecutorReport(words);
  const warnings = [asked.warning, reported.warning].filter((one) => one !== undefined);
  return {
    kind: 'done',
    ...(reported.value === undefined ? {} : { report: reported.value }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
