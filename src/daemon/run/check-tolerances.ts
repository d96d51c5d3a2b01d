import type { Change } from '../../tolerances/changed-file.ts';
import { findViolations } from '../../tolerances/find-violations.ts';
import type { Limits } from '../../tolerances/limits.ts';
import { matchesPath } from '../../tolerances/match-path.ts';
import { sumChanges } from '../../tolerances/sum-changes.ts';
import { endBreached } from './end-breached.ts';
import { endStopped } from './end-stopped.ts';
import { readGrants, readRunLimits } from './read-run-limits.ts';
import { heldWorkspace, type RunJob, type StepResult } from './run-job.ts';
import { warnOfRun } from './warn-of-run.ts';
import { stemOfTask } from '../../tasks/task-id.ts';

const NOTHING: Change = { files: [], newDependencies: [] };

/** Measures what stands in the workspace of a run whose executor has ended; a run that passes a limit ends here and waits. */
export async function checkWork(job: RunJob): Promise<StepResult> {
  const limits = await readRunLimits(job);
  if (!isMeasured(limits)) return 'next';
  const tree = await job.ports.workspaces.writeTree(heldWorkspace(job));
  const { base, paths = [] } = job.run.data;
  const own = tree === undefined ? NOTHING : keepPaths(await job.ports.measuring.measure(base, tree), paths);
  const asked = await askForInterface(job, limits, own);
  if (asked.kind === 'stopped') {
    await endStopped(job);
    return 'over';
  }
  return judge(job, limits, own, asked.changed);
}

/** Measures the commit of a run anew after what it builds on has changed: more may have landed for its plan meanwhile. */
export async function checkCommit(job: RunJob, base: string, commit: string): Promise<StepResult> {
  const limits = await readRunLimits(job);
  if (!isMeasured(limits)) return 'next';
  return judge(job, limits, await job.ports.measuring.measure(base, commit), undefined);
}

function isMeasured({ limits, protectedPaths, highBlastRadius, rule }: Limits): boolean {
  const ofChange = limits.some(({ measure: { kind } }) => !['attempts', 'time', 'ambiguity'].includes(kind));
  return rule !== undefined || ofChange || protectedPaths.length > 0 || highBlastRadius.length > 0;
}

async function judge(
  job: RunJob,
  limits: Limits,
  change: Change,
  changedInterface: string | undefined,
): Promise<StepResult> {
  const { artifactPath, digest } = job.run.data;
  const own = withoutPath(change, artifactPath);
  const violations = findViolations(limits, {
    own,
    whole: sumChanges([...(await readLandedChanges(job)), own]),
    changedInterface,
    digest,
    grants: await readGrants(job),
  });
  if (violations.length === 0) return 'next';
  await endBreached(job, violations, limits);
  return 'over';
}

/** What has landed for the plan of a run. An artifact that is done again and again begins at nothing each time. */
async function readLandedChanges({ ports, settings, run }: RunJob): Promise<Change[]> {
  const { artifactPath, taskId } = run.data;
  if (settings.recurring[artifactPath] !== undefined) return [];
  const history = await ports.repository.scanHistory();
  const changes: Change[] = [];
  for (const commit of history.listStanding(stemOfTask(taskId))) {
    changes.push(withoutPath(await ports.measuring.measureCommit(commit), artifactPath));
  }
  return changes;
}

type InterfaceAnswer = { kind: 'told'; changed: string | undefined } | { kind: 'stopped' };

async function askForInterface(job: RunJob, { limits }: Limits, own: Change): Promise<InterfaceAnswer> {
  const stated = limits.find(({ measure }) => measure.kind === 'interface');
  if (stated === undefined || own.files.length === 0) return { kind: 'told', changed: undefined };
  const how = job.settings.tolerances.interface;
  if (how === undefined) {
    const what = `nothing measures the public interface (${stated.from}): tolerances.interface is not set in .planexrc`;
    warnOfRun(job, what);
    return { kind: 'told', changed: undefined };
  }
  const touched = own.files
    .map(({ path }) => path)
    .filter((path) => how.paths.some((one) => matchesPath(one, path)));
  if (touched.length > 0) return { kind: 'told', changed: `changed: ${touched.join(', ')}` };
  if (how.command === undefined) return { kind: 'told', changed: undefined };
  const { runId, base } = job.run.data;
  const outcome = await job.ports.measuring.checkInterface({
    runId,
    command: how.command,
    workspace: heldWorkspace(job),
    base,
    runFolder: job.ports.records.runFolder(runId),
    signal: job.signal,
  });
  if (outcome.kind === 'stopped') return outcome;
  return { kind: 'told', changed: outcome.kind === 'changed' ? outcome.how : undefined };
}

function keepPaths({ files, newDependencies }: Change, paths: readonly string[]): Change {
  const own = new Set(paths);
  return { files: files.filter(({ path }) => own.has(path)), newDependencies };
}

/** planex itself writes into the plan. */
function withoutPath({ files, newDependencies }: Change, own: string): Change {
  return { files: files.filter(({ path }) => path !== own), newDependencies };
}
