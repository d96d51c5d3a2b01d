import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { claimForProcess } from '../../state/process-claims.ts';
import { type CallPlace, openCallPlace } from '../call-place.ts';
import type { CallFlags } from '../call-route.ts';
import type { Interruption } from '../interruption.ts';
import { openPlanex, type Planex } from '../open-planex.ts';
import { spawnDaemon } from '../spawn-daemon.ts';
import { stopDaemon } from '../stop-daemon.ts';
import { withOperations } from '../with-operations.ts';
import { findWork, type RunInput, type Work } from './find-work.ts';
import { type Follower, followWork } from './follow-work.ts';
import { goesOn, type WorkState } from './judge-work.ts';
import { openPlanningStore } from './planning-store.ts';
import { planIssue, type PlanningEnd, type PlanningScene, replyToPlanner } from './plan-issue.ts';

/** How a command wants issues to be run. */
export interface RunRequest {
  input: RunInput;
  flags: CallFlags;
  backend?: string;
  interruption: Interruption;
  /** Told what happens, a line at a time. */
  onLine: (line: string) => void;
  /** Told what a planner is doing. */
  onProgress: (line: string) => void;
  approve: PlanningScene['approve'];
}

/** What became of one issue or plan. */
export interface RunOutcome {
  label: string;
  /** The file of its solution or plan, once there is one. */
  path?: string;
  state: WorkState | Exclude<PlanningEnd, { kind: 'placed' }>;
}

/** What became of all of them. */
export interface RunEnd {
  outcomes: RunOutcome[];
  /** True when a daemon is at work here now. */
  running: boolean;
}

/**
 * Gives each issue a solution where it has none, and follows the daemon until nothing of them goes on by itself. Executors
 * begin as soon as the first solution is in place, while the next one is planned. A daemon started for it ends with it.
 */
export async function runIssues(cwd: string, request: RunRequest): Promise<RunEnd> {
  const planex = await openPlanex(cwd);
  const { home } = planex.repository;
  const { signal } = request.interruption;
  const store = openPlanningStore(planex.records);
  const view = await withOperations(cwd, 'read', (operations) => operations.status());
  requireHere(planex, view.daemon.home);
  const work = await findWork({ cwd, view, store, now: new Date() }, request.input);
  const follower = followWork({ planex, onLine: request.onLine, signal });
  let started = false;
  const dispatch = async (path: string): Promise<void> => {
    follower.add(path);
    if (planex.readHolder() === undefined) {
      await spawnDaemon(planex);
      started = true;
    } else await withOperations(home, 'write', (operations) => operations.nudge());
  };
  let place: Promise<CallPlace> | undefined;
  const { flags, backend, onProgress, approve } = request;
  const scene: PlanningScene = {
    home,
    store,
    openPlace: () => (place ??= openCallPlace(home)),
    flags,
    ...(backend === undefined ? {} : { backend }),
    signal,
    onProgress,
    approve,
  };
  const outcomes: RunOutcome[] = [];
  for (const one of work) {
    if (signal.aborted) break;
    const outcome = await prepare(planex, scene, one, request.input.answer);
    if ('path' in outcome) await dispatch(outcome.path);
    outcomes.push(outcome);
  }
  const followed = await finish(follower, outcomes);
  return { outcomes: followed, running: await leave(planex, started && !signal.aborted) };
}

/** One daemon serves all work trees of a repository, and lands on the branch of the one it was started in. */
function requireHere({ repository }: Planex, home: string | undefined): void {
  if (home === undefined || home === repository.home) return;
  throw new OperatorError(`planex works for ${home} here`, { todo: 'run it there, or planex stop first' });
}

async function prepare(
  planex: Planex,
  scene: PlanningScene,
  work: Work,
  reply: string | undefined,
): Promise<RunOutcome | { label: string; path: string; state: WorkState }> {
  if (work.kind === 'artifact') return { label: work.label, path: work.path, state: { kind: 'open' } };
  const { label } = work;
  const claim = claimForProcess(join(planex.records, 'planning', 'claims'), label);
  try {
    const other = claim.others.find(({ subject }) => subject === label);
    if (other !== undefined) {
      throw new OperatorError(`${label} is planned by another planex (pid ${other.pid})`, {
        todo: `when that has ended: planex run ${label}`,
      });
    }
    if (reply !== undefined) await replyToPlanner(scene.store, label, reply);
    const end = await planIssue(scene, label);
    return end.kind === 'placed' ? { label, path: end.path, state: { kind: 'open' } } : { label, state: end };
  } finally {
    claim.release();
  }
}

async function finish(follower: Follower, outcomes: readonly RunOutcome[]): Promise<RunOutcome[]> {
  const { states } = await follower.finish();
  return outcomes.map((outcome) => {
    const state = outcome.path === undefined ? undefined : states.get(outcome.path);
    return state === undefined ? outcome : { ...outcome, state };
  });
}

/** Ends the daemon that was started for this, unless it has found other work; true when one goes on. */
async function leave(planex: Planex, started: boolean): Promise<boolean> {
  if (planex.readHolder() === undefined) return false;
  if (!started) return true;
  const { tasks } = await withOperations(planex.repository.home, 'read', (operations) => operations.status());
  if (tasks.some(goesOn)) return true;
  await stopDaemon(planex, false, () => undefined);
  return false;
}
