import { findLimitHold, splitBackends } from '../../tasks/backend-limit.ts';
import { findBudgetHold } from '../../tasks/budget.ts';
import type { CallTotals } from '../../tasks/call-totals.ts';
import { isOwnBlock } from '../../tasks/own-block.ts';
import type { Reason } from '../../tasks/reason.ts';
import { staysRejected } from '../../tasks/rejection.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { ActiveRun } from '../../tasks/world.ts';
import type { DaemonSettings } from '../ports.ts';
import type { HistoryView } from '../repository.ts';
import type { RepositoryFacts } from '../../tasks/repository-hold.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import { keyOfTask, taskId } from '../../tasks/task-id.ts';
import { isOfTask } from '../../tasks/text-digest.ts';

/** A run that has not ended, and whether this process is at work on it. */
export interface OpenRun {
  record: RunRecord;
  busy: boolean;
  /** Where its artifact stands now, when that is not where it was when the run began. */
  path?: string;
  /** Processes of it that a dead planex left running. */
  left?: readonly number[];
  /** When the process that looks takes it up; absent where it does not. */
  takenUp?: 'next' | 'later';
}

/** What bears on the waits of runs. */
export interface RunSources {
  calls: CallTotals;
  settings: DaemonSettings;
  records: ReadonlyMap<string, ArtifactRecord>;
  entries: readonly CatalogueEntry[];
  head: RepositoryFacts['head'];
  history: Pick<HistoryView, 'find'>;
  nowMs: number;
}

/** The runs that have not ended as the decision sees them: whether a review is still held back is told anew each time. */
export function describeRuns(open: readonly OpenRun[], sources: RunSources): ActiveRun[] {
  const asked = new Set(
    open.filter(({ busy }) => busy).flatMap(({ record }) => splitBackends(record.reviewer ?? record.backend)),
  );
  return open.map(({ record: begun, busy, left, takenUp, path }) => {
    const record = path === undefined ? begun : placeAt(begun, path);
    const waiting = findWait(record, asked, sources);
    const landed = !busy && hasLanded(begun, sources);
    const artifact = !busy && !landed ? readArtifact(record, sources) : undefined;
    return {
      runId: record.runId,
      taskId: record.taskId,
      digest: record.digest,
      step: record.step,
      busy,
      ...(left === undefined || left.length === 0 ? {} : { left }),
      ...(takenUp === undefined ? {} : { takenUp }),
      ...(landed ? { hasLanded: true } : {}),
      ...(waiting === undefined ? {} : { waiting }),
      backend: record.backend,
      ...(record.step === 'reviewing' && record.reviewer !== undefined ? { reviewer: record.reviewer } : {}),
      ...(record.patch === undefined ? {} : { patch: record.patch }),
      ...(isBatched(record, sources.settings) ? { batch: record.artifactPath } : {}),
      ...(artifact === undefined ? {} : { artifact }),
      footprint: record.commit === undefined ? record.footprint : (record.paths ?? []),
    };
  });
}

/** Whether it is in the history, under the name that its task had. */
function hasLanded({ runId, taskId: id, digest }: RunRecord, { history }: RunSources): boolean {
  return history.find(id, digest).some((hit) => hit.runId === runId);
}

/** A run as if it had begun where its artifact is now. */
function placeAt(record: RunRecord, path: string): RunRecord {
  if (path === record.artifactPath) return record;
  return { ...record, artifactPath: path, taskId: taskId(path, keyOfTask(record.taskId)) };
}

/**
 * How the artifact of a run stands: under its name, or under the one that its task has after a rename. Not asked of work that
 * is in the history already. The files of another branch than the run is to land on say nothing of it, and a BLOCKED of
 * planex's own is no word of a person's. An answer is kept from landing by a word alone.
 */
function readArtifact(
  run: RunRecord,
  { settings, records, entries, head }: RunSources,
): ActiveRun['artifact'] {
  const { artifactPath, taskId: id, digest, target } = run;
  const own = records.get(artifactPath);
  if (isCancelled(run, own)) return { path: artifactPath, stands: 'cancelled' };
  // Something of it was admitted when the run began.
  if (own?.proposed === true && own.admitted.length === 0) return { path: artifactPath, stands: 'revoked' };
  if (!settings.ownBranches && (head.kind !== 'branch' || head.name !== target)) return undefined;
  const key = keyOfTask(id);
  const isOf = ({ tasks }: CatalogueEntry): boolean =>
    tasks.some((task) => task.digest === digest && task.key === key);
  const named = entries.find(({ path }) => path === artifactPath);
  const entry = named !== undefined && isOf(named) ? named : (entries.find(isOf) ?? named);
  // It would be asked for anew.
  const isAnswer = run.answered === true;
  if (entry === undefined) return isAnswer ? undefined : { path: artifactPath, stands: 'gone' };
  const { path, artifact, digest: bytes } = entry;
  const record = records.get(path);
  const { status } = artifact;
  if (record?.rejected !== undefined && staysRejected(record.rejected, { status, digest: bytes }))
    return { path, stands: 'rejected' };
  const isOwn = status === 'blocked' && record !== undefined && isOwnBlock(record);
  return isAnswer || isOwn ? undefined : { path, stands: status };
}

/** Whether a person has cancelled its task since: this very run, or what it was of. */
function isCancelled({ runId, taskId: id, digest, textDigest }: RunRecord, own?: ArtifactRecord): boolean {
  const { cancelled } = own?.tasks[keyOfTask(id)] ?? {};
  return cancelled?.runs?.includes(runId) === true || isOfTask(cancelled?.digest, { digest, textDigest });
}

function findWait(
  { waiting, reviewer, taskId, digest, artifactPath }: RunRecord,
  asked: ReadonlySet<string>,
  { calls, settings, records, nowMs }: RunSources,
): Reason | undefined {
  if (reviewer === undefined) return waiting;
  switch (waiting?.code) {
    case 'rate-limited':
      return findLimitHold(reviewer, calls.backends[reviewer]?.limit, nowMs, asked.has(reviewer));
    case 'budget': {
      const key = keyOfTask(taskId);
      const forgiven = records.get(artifactPath)?.tasks[key]?.forgiven;
      return findBudgetHold(calls, settings.caps, { taskId, digest, artifactPath, forgiven }, nowMs);
    }
    default:
      return waiting;
  }
}

/** A run stands for its batch until there is a verdict on its work; what was mended is reviewed by itself. */
function isBatched({ step, reviews, mended }: RunRecord, { review }: DaemonSettings): boolean {
  if (review !== 'batch' || mended === true || reviews !== undefined) return false;
  return step !== 'committing' && step !== 'landing';
}
