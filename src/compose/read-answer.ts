import type { ExecutionOutcome } from '../daemon/execution.ts';
import { readExecutorReport } from '../tasks/executor-report.ts';
import { readPushBack } from '../tasks/push-back.ts';

/** What an executor that came to its end says in its last words: a question instead of the work, or a report on it. */
export function readAnswer(words: string): Extract<ExecutionOutcome, { kind: 'done' | 'asks' }> {
  const { pushBack } = readPushBack(words);
  if (pushBack !== undefined) return { kind: 'asks', ...pushBack };
  const { value: report } = readExecutorReport(words);
  return { kind: 'done', ...(report === undefined ? {} : { report }) };
}
