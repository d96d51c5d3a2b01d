import { type CallTotals, spendKey } from './call-totals.ts';
import { taskId } from './derive.ts';
import { addSpend, NO_SPEND, type Spend } from './spend.ts';
import type { Task } from './task.ts';

/** What a task has spent with its present meaning, also under the names that its artifact had before; undefined for nothing. */
export function spentOnTask(
  totals: CallTotals,
  { id, digest, artifactPath }: Pick<Task, 'id' | 'digest' | 'artifactPath'>,
): Spend | undefined {
  const key = id.slice(id.lastIndexOf('#') + 1);
  const former = (totals.formerly[artifactPath] ?? []).map((path) => taskId(path, key));
  return sum([id, ...former].map((one) => totals.tasks[spendKey(one, digest)]));
}

/** What a plan or solution has spent, also under the names that it had before. */
export function spentOnPlan(totals: CallTotals, path: string): Spend | undefined {
  return sum([path, ...(totals.formerly[path] ?? [])].map((one) => totals.plans[one]));
}

function sum(all: readonly (Spend | undefined)[]): Spend | undefined {
  const known = all.filter((one) => one !== undefined);
  if (known.length <= 1) return known[0];
  const total = { ...NO_SPEND };
  for (const one of known) addSpend(total, one);
  return total;
}
