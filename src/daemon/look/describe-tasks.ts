import type { PlanStatus } from '../../artifacts/artifact.ts';
import { findLimitHold, splitBackends } from '../../tasks/backend-limit.ts';
import { findBudgetHold } from '../../tasks/budget.ts';
import type { CallTotals } from '../../tasks/call-totals.ts';
import type { DaemonRecord } from '../../tasks/daemon-record.ts';
import type { Reason } from '../../tasks/reason.ts';
import { isDone } from '../../tasks/reconcile.ts';
import type { RepositoryFacts } from '../../tasks/repository-hold.ts';
import { listAsked } from '../../tasks/take-up-runs.ts';
import type { Task } from '../../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../../tasks/task-record.ts';
import type { ActiveRun, TaskFacts } from '../../tasks/world.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import { listDeclaredPaths } from '../run/declared-paths.ts';
import { holdBranches } from './hold-branch.ts';
import { holdForTolerances } from './hold-breach.ts';
import { holdForRule } from '../admission/hold-for-rule.ts';
import type { LandingJudge } from './judge-landed.ts';
import type { DaemonSettings, Ports } from '../ports.ts';
import { findOccurrence } from './recurring.ts';

/** What a look has found, from which the facts of its tasks follow. */
export interface TaskSources {
  ports: Ports;
  entries: ReadonlyMap<string, CatalogueEntry>;
  present: Task[];
  landings: LandingJudge;
  records: Map<string, ArtifactRecord>;
  runs: ActiveRun[];
  facts: RepositoryFacts;
  settings: DaemonSettings;
  calls: CallTotals;
  recurring: DaemonRecord['recurring'];
  notAdmitted(path: string): Reason | null;
}

/** Puts together what is known of each task; of those that may run, asks for what could keep them from it. */
export async function describeTasks(sources: TaskSources): Promise<TaskFacts[]> {
  const { ports, present, landings, records, runs } = sources;
  const described = present.map((task) => {
    const record: TaskRecord | undefined = records.get(task.artifactPath)?.tasks[task.key];
    const artifact = records.get(task.artifactPath);
    const entry = sources.entries.get(task.artifactPath);
    const tolerances = holdForTolerances(task, entry, artifact, sources.settings.tolerances);
    return { task, record, landed: landings.judge(task), tolerances };
  });
  const open = described.filter(
    ({ task, landed, tolerances }) =>
      landed.kind !== 'landed' &&
      (mayRun(task.planStatus) || tolerances.unblocked === true) &&
      sources.notAdmitted(task.artifactPath) === null &&
      !runs.some((run) => run.taskId === task.id),
  );
  const dirty = await ports.repository.findDirtyPaths([
    ...new Set(open.flatMap(({ task }) => listDeclaredPaths(task))),
  ]);
  const problems = new Map<string, Reason>();
  const checkBackend = ports.execution.checkBackends();
  for (const { task, record } of open) {
    const usable = await checkBackend(task, record);
    if (!usable.ok) problems.set(task.id, usable.failure);
  }

  // Nobody asks it of what is over or on its way, and to tell it may take a look at every process.
  const mayStart = described.filter(
    (one) => !isDone(one) && !runs.some(({ taskId }) => taskId === one.task.id),
  );
  const startable = new Set(mayStart.map(({ task }) => task));
  const findBranchHold = await holdBranches(ports, sources.facts, sources.settings, [...startable]);
  return described.map(({ task, record, landed, tolerances }) => {
    const recurs = sources.settings.recurring[task.artifactPath] !== undefined;
    const notDue = findOccurrence(task, sources.settings.recurring, sources.recurring);
    const name = ports.execution.nameBackend(task, record);
    const run = runs.find(({ taskId }) => taskId === task.id);
    const branchHold = startable.has(task) ? findBranchHold(task) : null;
    const problem = problems.get(task.id);
    const limit = findBackendLimit(name, sources);
    const budget = findTaskBudget(task, record, sources);
    return {
      task,
      record,
      landed,
      run,
      notAdmitted:
        sources.notAdmitted(task.artifactPath) ??
        holdForRule(task, name, records.get(task.artifactPath)?.rule, record),
      dirtyPaths: listDeclaredPaths(task).filter((path) =>
        dirty.some((one) => one === path || isInside(one, path)),
      ),
      backend: {
        name,
        ...(problem === undefined ? {} : { problem }),
        ...(limit === undefined ? {} : { limit }),
      },
      ...tolerances,
      ...(budget === undefined ? {} : { budget }),
      recentRuns: recurs ? [] : (record?.recentRuns ?? []),
      ...(notDue === undefined ? {} : { notDue }),
      ...(branchHold === null ? {} : { branchHold }),
    };
  });
}

function findBackendLimit(name: string, { calls, runs, ports }: TaskSources): Reason | undefined {
  const asked = new Set(runs.filter((run) => run.busy).flatMap((run) => listAsked(run)));
  const holds = splitBackends(name).flatMap(
    (one) => findLimitHold(one, calls.backends[one]?.limit, ports.nowMs(), asked.has(one)) ?? [],
  );
  // Both of a pair have to be free.
  return holds.toSorted((a, b) => Date.parse(b.until ?? '') - Date.parse(a.until ?? ''))[0];
}

function findTaskBudget(
  task: Task,
  record: TaskRecord | undefined,
  { calls, settings, ports }: TaskSources,
): Reason | undefined {
  const { id: taskId, digest, artifactPath } = task;
  const spender = { taskId, digest, artifactPath, forgiven: record?.forgiven };
  return findBudgetHold(calls, settings.caps, spender, ports.nowMs());
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function mayRun(status: PlanStatus): boolean {
  return status === 'none' || status === 'approved' || status === 'in-progress';
}
