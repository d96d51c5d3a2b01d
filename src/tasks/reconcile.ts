import { findAsked } from './asked.ts';
import { splitBackends } from './backend-limit.ts';
import { taskId } from './task-id.ts';
import { findHold } from './find-hold.ts';
import { findObstruction } from './find-obstruction.ts';
import { findAncestors, footprintOf, overlaps } from './independence.ts';
import { type Blocker, findBlockers, judgePlanStatus } from './judge-plan-status.ts';
import { judgeRun } from './judge-run.ts';
import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import { listAsked, listClosedBatches, type TakeUp, takeUpRuns } from './take-up-runs.ts';
import type { TaskStatus } from './task.ts';
import { isOfTask } from './text-digest.ts';
import type { ActiveRun, TaskFacts, World } from './world.ts';

/** Where a task stands and why. `reason` is always there for waiting, failed, blocked and cancelled. */
export interface Verdict {
  taskId: string;
  status: TaskStatus;
  reason?: Reason;
  commit?: string;
  runId?: string;
}

export type Action =
  /** Claim a run for the task and start it. */
  { type: 'dispatch'; taskId: string } | TakeUp;

export interface Decision {
  verdicts: Verdict[];
  actions: Action[];
}

/**
 * The one place that decides. From everything known now it says where each task stands and what to do next; it
 * remembers nothing, so a lost or doubled event cannot change its answer.
 */
export function reconcile(world: World): Decision {
  const verdicts = new Map<string, Verdict>();
  const byId = new Map(world.tasks.map((facts) => [facts.task.id, facts]));
  const after = new Map(world.tasks.map((facts) => [facts.task.id, facts.task.after]));
  const blockers = findBlockers(world.tasks);

  const judge = (facts: TaskFacts): Verdict => {
    const known = verdicts.get(facts.task.id);
    if (known !== undefined) return known;
    // A verdict in progress stands in for itself, so that a cycle ends here; lint reports cycles as errors.
    verdicts.set(facts.task.id, { taskId: facts.task.id, status: 'pending' });
    const verdict = judgeTask(facts, world, {
      blocker: blockers.get(facts.task.artifactPath),
      judgeById: (id) => {
        const dependency = byId.get(id);
        return dependency === undefined ? undefined : judge(dependency);
      },
    });
    verdicts.set(facts.task.id, verdict);
    return verdict;
  };
  for (const facts of world.tasks) judge(facts);

  if (world.storageHold !== undefined) {
    return { verdicts: world.tasks.map((facts) => judge(facts)), actions: [] };
  }
  // A run that only waits asks its backend nothing more.
  const asked = new Set(world.runs.filter((run) => run.busy).flatMap((run) => listAsked(run)));
  const actions = [...takeUpRuns(world, asked), ...dispatchReady(world, { verdicts, after, asked })];
  return { verdicts: world.tasks.map((facts) => judge(facts)), actions };
}

/** What of other tasks bears on one. */
interface Others {
  blocker: Blocker | undefined;
  judgeById: (id: string) => Verdict | undefined;
}

function judgeTask(facts: TaskFacts, world: World, { blocker, judgeById }: Others): Verdict {
  const { task, record } = facts;
  const verdict = (status: TaskStatus, reason?: Reason, commit?: string): Verdict => ({
    taskId: task.id,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(commit === undefined ? {} : { commit }),
    ...(facts.run === undefined ? {} : { runId: facts.run.runId }),
  });

  if (facts.run !== undefined && !isOverUntold(facts.run, facts.landed)) {
    const judged = judgeRun(facts.run, world);
    return verdict(judged.status, judged.reason);
  }
  if (facts.landed.kind === 'landed') return verdict('done', undefined, facts.landed.commit);
  if (isDone(facts)) return verdict('done');
  if (record?.cancelled !== undefined && isOfTask(record.cancelled.digest, task)) {
    return verdict('cancelled', {
      code: 'cancelled',
      message: `cancelled at ${record.cancelled.at}`,
      action: `planex retry ${quoteId(task.id)}`,
    });
  }

  if (facts.breach !== undefined) return verdict('waiting', facts.breach);
  const planHold = judgePlanStatus(facts, blocker);
  if (planHold !== undefined) return verdict(planHold.status, planHold.reason);
  if (facts.notAdmitted !== null) return verdict('waiting', facts.notAdmitted);
  if (facts.landed.kind === 'removed') {
    return verdict('waiting', {
      code: 'removed-by-user',
      message: `landed as ${facts.landed.commits[0].slice(0, 10)}, and that commit was reverted or removed since`,
      action: `planex retry ${quoteId(task.id)}`,
    });
  }
  if (record?.failure?.digest === task.digest) return verdict('failed', record.failure.reason);
  const asked = findAsked(facts.task, record);
  if (asked !== undefined) return verdict('waiting', asked);
  if (facts.issueHold !== undefined) return verdict('waiting', facts.issueHold);
  if (facts.acknowledge !== undefined) return verdict('waiting', facts.acknowledge);
  if (!world.historyComplete) {
    return verdict('waiting', {
      code: 'shallow',
      message: 'the history is cut off (shallow clone), so planex cannot tell whether this was done before',
      action: 'git fetch --unshallow',
    });
  }

  const dependency = judgeDependencies(task.after, judgeById);
  if (dependency !== undefined) return verdict(dependency.status, dependency.reason);
  const hold = findHold(facts, world);
  if (hold !== undefined) return verdict('waiting', hold);
  const obstruction = findObstruction(task, world);
  return obstruction === undefined ? verdict('pending') : verdict('blocked', obstruction);
}

/** Whether a task is over for good: it has landed, or was ticked without planex ever having had a part in it. */
export function isDone({ task, landed }: Pick<TaskFacts, 'task' | 'landed'>): boolean {
  if (landed.kind === 'landed') return true;
  return landed.kind === 'never' && task.boxes.length > 0 && task.boxes.every((box) => box.checked);
}

/**
 * Whether nothing is left of a run but to tell that it has landed, with no planex at work: one that is tells so at once, and the
 * task is done then.
 */
function isOverUntold({ hasLanded, takenUp }: ActiveRun, landed: TaskFacts['landed']): boolean {
  return (
    hasLanded === true && takenUp === undefined && (landed.kind === 'landed' || landed.kind === 'removed')
  );
}

function judgeDependencies(
  after: readonly string[],
  judgeById: (id: string) => Verdict | undefined,
): { status: TaskStatus; reason: Reason } | undefined {
  const unmet = after
    .map((id) => ({ id, verdict: judgeById(id) }))
    .filter(({ verdict }) => verdict?.status !== 'done');
  const stuck = unmet.find(({ verdict }) => verdict === undefined || isStuck(verdict));
  const first = stuck ?? unmet[0];
  if (first === undefined) return undefined;
  // Of a long chain the task is named that does not go on, not all that wait for it.
  if (first.verdict?.status === 'blocked' && first.verdict.reason?.code === 'blocked-by')
    return { status: 'blocked', reason: first.verdict.reason };
  const state = first.verdict === undefined ? 'missing' : first.verdict.status;
  const why = first.verdict?.reason === undefined ? '' : `: ${first.verdict.reason.message}`;
  return stuck === undefined
    ? { status: 'pending', reason: { code: 'blocked-by', message: `comes after ${first.id} (${state})` } }
    : { status: 'blocked', reason: { code: 'blocked-by', message: `${first.id} is ${state}${why}` } };
}

const HELD: ReadonlySet<TaskStatus> = new Set(['failed', 'blocked', 'cancelled', 'waiting']);

/** Whether something holds a task now, be it for a time. */
export function isHeld({ status }: Verdict): boolean {
  return HELD.has(status);
}

/** Whether a task does not go on by itself. A wait with an end is no obstacle: it passes by itself. */
function isStuck(verdict: Verdict): boolean {
  return isHeld(verdict) && verdict.reason?.until === undefined;
}

/** Of an issue one task is carried out at a time, and its commits come one after the other. Plans say by themselves what may go side by side. */
function isLaneTaken(
  { artifactKind, artifactPath }: TaskFacts['task'],
  taken: readonly { taskId: string; slot: boolean }[],
): boolean {
  if (artifactKind !== 'solution') return false;
  const lane = taskId(artifactPath, '');
  return taken.some((run) => run.slot && run.taskId.startsWith(lane));
}

/** What `dispatchReady` goes by; it adds to `asked` whom it sends a task to. */
interface Dispatching {
  verdicts: ReadonlyMap<string, Verdict>;
  after: ReadonlyMap<string, readonly string[]>;
  asked: Set<string>;
}

function dispatchReady(world: World, { verdicts, after, asked }: Dispatching): Action[] {
  const taken = world.runs.map((run) => ({ taskId: run.taskId, footprint: run.footprint, slot: run.busy }));
  const actions: Action[] = [];
  const closed = listClosedBatches(world.runs);
  for (const { task, backend } of world.tasks) {
    const verdict = verdicts.get(task.id);
    if (verdict?.status !== 'pending' || verdict.reason !== undefined) continue;
    if (closed.has(task.artifactPath)) continue;
    if (isLaneTaken(task, taken)) continue;
    if (taken.filter((run) => run.slot).length >= world.maxRuns) break;
    const ancestors = findAncestors(task.id, after);
    const footprint = footprintOf(task.files);
    const clash = taken.some((run) => ancestors.has(run.taskId) || overlaps(run.footprint, footprint));
    if (clash) continue;
    const onProbation = splitBackends(backend.name).filter((name) => world.onProbation.has(name));
    if (onProbation.some((name) => asked.has(name))) continue;
    for (const name of onProbation) asked.add(name);
    taken.push({ taskId: task.id, footprint, slot: true });
    actions.push({ type: 'dispatch', taskId: task.id });
  }
  return actions;
}
