import type { Settings } from '../config/settings.ts';
import type { ExecutionRequest } from '../daemon/execution.ts';
import { findBudgetHold, remainingWallMs } from '../tasks/budget.ts';
import type { CallLedger } from '../telemetry/call-ledger.ts';
import type { MeteredCall } from './call-meter.ts';

/** On whose account the calls of a run go, and what bounds them. */
export function meterTask(
  ledger: CallLedger,
  settings: Settings,
  { task, record, runId }: Pick<ExecutionRequest, 'task' | 'record' | 'runId'>,
): Pick<MeteredCall, 'of' | 'findHold' | 'remainingMs'> {
  const { id: taskId, digest, artifactPath } = task;
  const spender = { taskId, digest, artifactPath, forgiven: record?.forgiven };
  // The call under way is one of those that were allowed: the cap on their number is asked before a call, not during it.
  const caps = withoutCalls(settings.budget);
  return {
    of: { task: taskId, digest, artifact: artifactPath, run: runId },
    findHold: () => findBudgetHold(ledger.read(), caps, spender, Date.now()),
    remainingMs: remainingWallMs(ledger.read(), settings.budget, spender, Date.now()),
  };
}

function withoutCalls({ task, plan, day }: Settings['budget']): Settings['budget'] {
  return {
    task: { ...task, calls: Infinity },
    plan: { ...plan, calls: Infinity },
    day: { ...day, calls: Infinity },
  };
}
