import type { ApprovalRule } from '../../tasks/approval-rule.ts';
import { listOnProbation } from '../../tasks/backend-limit.ts';
import { findRepositoryHold, type RepositoryFacts } from '../../tasks/repository-hold.ts';
import { carryAll } from '../../tasks/carry-records.ts';
import { beginAfresh, findInstantAfter, listMoves, standAgain } from '../../tasks/departures.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { World } from '../../tasks/world.ts';
import { admitEntries, isAdmitted, type NewAdmission } from '../admission/admit-entries.ts';
import { approveEntries, type NewApproval } from '../admission/approve-entries.ts';
import type { ArtifactCatalogue, CatalogueEntry } from './artifact-catalogue.ts';
import { describeRuns, type OpenRun } from './describe-runs.ts';
import { placeRuns } from './place-runs.ts';
import type { RunProgress } from '../execution.ts';
import { holdArtifact, holdDamaged } from '../admission/hold-artifact.ts';
import { followRenames, type Renames } from './follow-renames.ts';
import { listNewBytes, type SeenBytes } from './last-bytes.ts';
import { holdIssues } from './hold-issues.ts';
import type { Task } from '../../tasks/task.ts';
import { createLandingJudge } from './judge-landed.ts';
import type { DaemonSettings, Ports } from '../ports.ts';
import { withOccurrence } from './recurring.ts';
import { holdForStorage } from './storage-hold.ts';
import { describeTasks } from './describe-tasks.ts';

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
  renames: Renames;
  /** Artifacts with bytes by which their records do not know them yet. */
  newBytes: readonly SeenBytes[];
  newAdmissions: NewAdmission[];
  /** Landings that are of the originals of these tasks. */
  copies: readonly { task: Task; commits: readonly string[] }[];
  /** Edits of the user's into which something from elsewhere was merged. */
  merged: readonly { path: string; digest: string }[];
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
  const known = await readRecords(ports, paths);
  const { renaming } = daemon.data;
  const carried = renaming === undefined ? known : carryAll(known, renaming);
  const renames = await followRenames(ports, entries, carried);
  const now = new Date(ports.nowMs()).toISOString();
  const began = openRuns.map(({ record }) => record.placedAt ?? record.startedAt);
  const records = withRenames(carried, renames, { began, now });
  const unknown = entries.filter((entry) => !isAdmitted(records, entry));
  const [standings, local] = await Promise.all([
    ports.repository.readStandings(unknown.map((entry) => entry.path)),
    ports.repository.readLocalCommits(daemon.data.headMark),
  ]);

  const admissions = await admitEntries(ports, {
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
    standings,
    isAtWork: daemon.data.atWorkSince !== undefined,
    asksDuringRuns: settings.approval.asksDuringRuns,
  });
  const present = entries.flatMap((entry) => entry.tasks);
  const landings = createLandingJudge({ history, present, records });
  const trouble = ports.findStorageTrouble();
  const calls = ports.calls.read();
  const runs = describeRuns(await placeRuns(ports.records, openRuns, { records, entries }), {
    calls,
    settings,
    records,
    entries,
    head: facts.head,
    history,
    nowMs: ports.nowMs(),
  });
  const tasks = await describeTasks({
    ports,
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    present,
    landings,
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
        : holdArtifact(
            path,
            admissions.foreign.has(path) ? 'clean' : standings.get(path),
            facts,
            admissions.foreign.get(path),
          )),
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
    renames,
    newBytes: listNewBytes(entries, records),
    newAdmissions: admissions.fresh,
    merged: admissions.merged,
    copies: present.flatMap((task) => {
      const known = new Set(records.get(task.artifactPath)?.tasks[task.key]?.copied);
      const commits = landings.listCopied(task).filter((commit) => !known.has(commit));
      return commits.length === 0 ? [] : [{ task, commits }];
    }),
    newApprovals: approvals.fresh,
    rules: new Map(
      paths.flatMap((path): [string, ApprovalRule][] => {
        const rule = records.get(path)?.rule;
        return rule === undefined ? [] : [[path, rule]];
      }),
    ),
    headMark: local.mark,
  };
}

function withRenames(
  known: Map<string, ArtifactRecord>,
  { moves, afresh, again }: Renames,
  { began, now }: { began: readonly string[]; now: string },
): Map<string, ArtifactRecord> {
  const others = moves.flatMap(({ path, former }) => [former, known.get(path)]);
  const at = findInstantAfter([...began, ...others.flatMap(listMoves)], now);
  const records = moves.length === 0 ? known : carryAll(known, { at, moves });
  for (const path of afresh) {
    const record = records.get(path);
    if (record !== undefined) records.set(path, beginAfresh(record));
  }
  for (const path of again) {
    const record = records.get(path);
    if (record !== undefined) records.set(path, standAgain(record));
  }
  return records;
}

async function readRecords(ports: Ports, paths: readonly string[]): Promise<Map<string, ArtifactRecord>> {
  const records = await ports.records.listArtifacts(paths);
  return new Map(records.map((record) => [record.path, record]));
}
