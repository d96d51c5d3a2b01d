import type { PlanStatus } from '../../artifacts/artifact.ts';
import type { ApprovalRule } from '../../tasks/approval-rule.ts';
import { findLimitHold, listOnProbation, splitBackends } from '../../tasks/backend-limit.ts';
import { findBudgetHold } from '../../tasks/budget.ts';
import type { CallTotals } from '../../tasks/call-totals.ts';
import type { DaemonRecord } from '../../tasks/daemon-record.ts';
import type { Reason } from '../../tasks/reason.ts';
import { findLandingHold, findRepositoryHold, type RepositoryFacts } from '../../tasks/repository-hold.ts';
import { listAsked } from '../../tasks/take-up-runs.ts';
import type { Task } from '../../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../../tasks/task-record.ts';
import type { ActiveRun, TaskFacts, World } from '../../tasks/world.ts';
import { admitEntries, isAdmitted, type NewAdmission } from '../admission/admit-entries.ts';
import { approveEntries, type NewApproval } from '../admission/approve-entries.ts';
import type { ArtifactCatalogue, CatalogueEntry } from './artifact-catalogue.ts';
import { listDeclaredPaths } from '../run/declared-paths.ts';
import { describeRuns, type OpenRun } from './describe-runs.ts';
import type { RunProgress } from '../execution.ts';
import { holdForTolerances } from './hold-breach.ts';
import { holdArtifact, holdDamaged } from '../admission/hold-artifact.ts';
import { holdForRule } from '../admission/hold-for-rule.ts';
import { holdIssues } from './hold-issues.ts';
import { judgeLanded } from './judge-landed.ts';
import type { DaemonSettings, HistoryView, Ports } from '../ports.ts';
import { findOccurrence, withOccurrence } from './recurring.ts';
import { holdForStorage } from './storage-hold.ts';
import { targetBranch } from '../run/target-branch.ts';

/** Everything seen in one look at the repository. */
export interface Observation {
  world: World;
  entries: CatalogueEntry[];
  facts: RepositoryFacts;
  settings: DaemonSettings;
  /** What is wrong with the settings file, one diagnostic a line. */
  rejectedSettings: string[];
  /** Why changes of files are found later than usual. */
  watchTrouble: string | undefined;
  /** What runs are doing at this moment, by run id. */
  progress: ReadonlyMap<string, RunProgress>;
  newAdmissions: NewAdmission[];
  newApprovals: NewApproval[];
  /** The rules by which plans were approved, by path, where no person has done so. */
  rules: ReadonlyMap<string, ApprovalRule>;
  /** Where to go on reading the HEAD log next time. */
  headMark: string;
}

/** Looks at files, Git and records, and changes none of them. */
export async function observe(
  ports: Ports,
  catalogue: ArtifactCatalogue,
  openRuns: readonly OpenRun[],
): Promise<Observation> {
  const { settings, notAdmitted: settingsNotAdmitted, rejected } = await ports.settings();
  const [files, facts, history, daemon, issues] = await Promise.all([
    ports.artifacts(),
    ports.repository.readFacts(),
    ports.repository.scanHistory(),
    ports.records.daemon(),
    ports.readIssues(),
  ]);
  const entries = catalogue
    .read(files)
    .map((entry) => withOccurrence(entry, settings.recurring, daemon.data.recurring));
  const paths = entries.map((entry) => entry.path);
  const records = await readRecords(ports, paths);
  const unknown = entries.filter((entry) => !isAdmitted(records, entry));
  const [standings, local] = await Promise.all([
    ports.repository.readStandings(unknown.map((entry) => entry.path)),
    ports.repository.readLocalCommits(daemon.data.headMark),
  ]);

  const admissions = await admitEntries(ports.repository, {
    entries,
    standings,
    records,
    local,
    proposed: daemon.data.proposed,
  });
  const approvals = approveEntries(entries, {
    records,
    admitted: admissions.admitted,
    undecided: ({ path }) => !admissions.foreign.has(path) && standings.get(path) !== 'clean',
    isAtWork: daemon.data.atWorkSince !== undefined,
  });
  const present = entries.flatMap((entry) => entry.tasks);
  const trouble = ports.findStorageTrouble();
  const calls = ports.calls.read();
  const runs = describeRuns(openRuns, { calls, settings, records, nowMs: ports.nowMs() });
  const tasks = await describeTasks({
    ports,
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    present,
    history,
    records,
    runs,
    facts,
    settings,
    calls,
    recurring: daemon.data.recurring,
    notAdmitted: (path) =>
      settingsNotAdmitted ??
      holdDamaged(path, records.get(path)?.damaged) ??
      approvals.holds.get(path) ??
      (admissions.admitted.has(path)
        ? null
        : holdArtifact(path, admissions.foreign.has(path) ? 'clean' : standings.get(path), facts)),
  });
  const world: World = {
    nowMs: ports.nowMs(),
    paused: daemon.data.paused !== null,
    ...(daemon.data.paused?.cause === undefined ? {} : { pauseCause: daemon.data.paused.cause }),
    ...(trouble === undefined ? {} : { storageHold: holdForStorage(trouble) }),
    repositoryHolds: findRepositoryHold(facts),
    historyComplete: history.complete,
    maxRuns: settings.maxRuns,
    onProbation: listOnProbation(calls, ports.nowMs()),
    runs,
    tasks: holdIssues(tasks, entries, issues),
  };
  return {
    world,
    entries,
    facts,
    settings,
    rejectedSettings: rejected,
    watchTrouble: ports.findWatchTrouble(),
    progress: new Map(
      openRuns.flatMap(({ record: { runId } }) => {
        const seen = ports.execution.progress(runId);
        return seen === undefined ? [] : [[runId, seen]];
      }),
    ),
    newAdmissions: admissions.fresh,
    newApprovals: approvals.fresh,
    rules: new Map([...records].flatMap(([path, { rule }]) => (rule === undefined ? [] : [[path, rule]]))),
    headMark: local.mark,
  };
}

async function readRecords(ports: Ports, paths: readonly string[]): Promise<Map<string, ArtifactRecord>> {
  const records = await ports.records.listArtifacts(paths);
  return new Map(records.map((record) => [record.path, record]));
}

interface TaskSources {
  ports: Ports;
  entries: ReadonlyMap<string, CatalogueEntry>;
  present: Task[];
  history: HistoryView;
  records: Map<string, ArtifactRecord>;
  runs: ActiveRun[];
  facts: RepositoryFacts;
  settings: DaemonSettings;
  calls: CallTotals;
  recurring: DaemonRecord['recurring'];
  notAdmitted(path: string): Reason | null;
}

async function describeTasks(sources: TaskSources): Promise<TaskFacts[]> {
  const { ports, present, history, records, runs } = sources;
  const described = present.map((task) => {
    const record: TaskRecord | undefined = records.get(task.artifactPath)?.tasks[task.key];
    return { task, record, landed: judgeLanded(task, history, record, present) };
  });
  const open = described.filter(
    ({ task, landed }) =>
      landed.kind !== 'landed' &&
      mayRun(task.planStatus) &&
      sources.notAdmitted(task.artifactPath) === null &&
      !runs.some((run) => run.taskId === task.id),
  );
  const dirty = await ports.repository.findDirtyPaths([
    ...new Set(open.flatMap(({ task }) => listDeclaredPaths(task))),
  ]);
  const problems = new Map<string, Reason>();
  for (const { task, record } of open) {
    const usable = await ports.execution.checkBackend(task, record);
    if (!usable.ok) problems.set(task.id, usable.failure);
  }

  return described.map(({ task, record, landed }) => {
    const recurs = sources.settings.recurring[task.artifactPath] !== undefined;
    const notDue = findOccurrence(task, sources.settings.recurring, sources.recurring);
    const branchHold = findBranchHold(task, sources);
    const name = ports.execution.nameBackend(task, record);
    const problem = problems.get(task.id);
    const limit = findBackendLimit(name, sources);
    const budget = findTaskBudget(task, record, sources);
    return {
      task,
      record,
      landed,
      run: runs.find((run) => run.taskId === task.id),
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
      ...holdForTolerances(
        task,
        sources.entries.get(task.artifactPath),
        records.get(task.artifactPath),
        sources.settings.tolerances,
      ),
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

function findBranchHold(task: Task, { facts, settings }: TaskSources): Reason | null {
  if (facts.head.kind !== 'branch') return null;
  return findLandingHold(facts, targetBranch(task, facts.head.name, settings), settings.ownBranches);
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

function mayRun(status: PlanStatus): boolean {
  return status === 'none' || status === 'approved' || status === 'in-progress';
}
