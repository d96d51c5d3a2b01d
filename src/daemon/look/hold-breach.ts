import type { PlanStatus } from '../../artifacts/artifact.ts';
import { digestLimits, readLimits, type TolerancePolicy } from '../../tolerances/limits.ts';
import { judgeBlastRadius } from '../../tolerances/find-violations.ts';
import { type Breach, describeBreach, type Grant, type Violation } from '../../tasks/breach.ts';
import type { ApprovalRule } from '../../tasks/approval-rule.ts';
import { isBlocking } from '../../tasks/own-block.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { Task } from '../../tasks/task.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';

/** What tolerances say of a task that has no run. */
export interface ToleranceHold {
  /** Why it waits since a run of it passed a limit. */
  breach?: Reason;
  /** That the plan says BLOCKED is planex's doing, for a breach that holds no more. */
  unblocked?: true;
  /** Why it may not begin before a person has acknowledged what it declares to change. */
  acknowledge?: Reason;
}

/** How tolerances bear on a task, as its artifact and the settings read now. */
export function holdForTolerances(
  task: Task,
  entry: CatalogueEntry | undefined,
  artifact: ArtifactRecord | undefined,
  policy: TolerancePolicy,
): ToleranceHold {
  const record = artifact?.tasks[task.key];
  const { breach } = record ?? {};
  if (breach?.digest === task.digest && entry !== undefined) {
    if (isStanding(breach, entry, { task, policy, rule: artifact?.rule }))
      return { breach: describeBreach(task, breach) };
    // Any other BLOCKED is a person's.
    return isBlocking(breach) ? { unblocked: true } : {};
  }
  const declared = findDeclaredBlastRadius(task, artifact?.grants ?? [], policy);
  if (declared.length === 0 || record?.kept?.digest === task.digest) return {};
  return { acknowledge: describeDeclared(task, declared) };
}

/** What of high blast radius a task declares to change, and nobody has spoken for. */
export function findDeclaredBlastRadius(
  task: Task,
  grants: readonly Grant[],
  { highBlastRadius }: TolerancePolicy,
): Violation[] {
  const paths = task.files.filter(({ kind }) => kind !== 'test').map(({ path }) => path);
  return judgeBlastRadius(highBlastRadius, paths, { digest: task.digest, grants });
}

/** A breach stands until a person has spoken, has taken the BLOCKED out of the plan again, or has set other limits. */
function isStanding(
  { limits, blocked, before }: Breach,
  { bytes, digest }: CatalogueEntry,
  {
    task,
    policy,
    rule,
  }: {
    task: { artifactKind: 'plan' | 'solution'; planStatus: PlanStatus };
    policy: TolerancePolicy;
    rule: ApprovalRule | undefined;
  },
): boolean {
  const mayRun = task.planStatus === 'approved' || task.planStatus === 'in-progress';
  if (blocked === 'yes' && mayRun && !before.includes(digest)) return false;
  const text = task.artifactKind === 'plan' ? new TextDecoder().decode(bytes) : undefined;
  return digestLimits(readLimits(text, policy, rule)) === limits;
}

function describeDeclared(task: Task, [first]: readonly Violation[]): Reason {
  const what = (first?.paths ?? []).join(', ');
  return {
    code: 'clarification',
    message: `high-blast-radius: it declares to change ${what}, which many depend on. (1) go ahead, (2) give the task up`,
    action: `planex resolve ${quoteId(task.id)} --option <n>`,
  };
}
