import { findStorageWords } from '../../storage-error.ts';
import type { Reason } from '../../tasks/reason.ts';
import { LANDS_BY_ITSELF } from '../../tasks/landing-words.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { findLandingHold } from '../../tasks/repository-hold.ts';
import { describeDirt } from '../describe-dirt.ts';
import { checkCommit } from './check-tolerances.ts';
import { openCurrentRecord } from '../current-record.ts';
import { editPlan } from '../operations/edit-plan.ts';
import { changeTask, endFailed, endLanded, endRequeued, releaseWorkspace } from './end-run.ts';
import { endStopped } from './end-stopped.ts';
import { holdRun } from './hold-run.ts';
import { keepConversation } from './keep-conversation.ts';
import { canTellLanding, tellLanding } from './landed-text.ts';
import { createPatience } from '../patience.ts';
import { giveToReview, isOtherPatch } from './review-rebased.ts';
import { isEndingWord, type RunJob, stopCause } from './run-job.ts';
import { holdForStorage } from '../look/storage-hold.ts';
import { tickInCommit } from './tick-in-commit.ts';
import { setTests, judgeVerification, verifyWorkspace } from './verify-run.ts';
import { keyOfTask } from '../../tasks/task-id.ts';

/*
 *            ┌────────── base moved: rebase, verify again ◀──────────┐
 *            ▼                    └─▶ another patch than was reviewed: review it
 *  finished commit ─▶ way free? ─▶ tell in the artifact ─▶ land ─▶ landed · base-moved · dirty · busy · refused
 *                        │ no                                          │
 *                        └─▶ waiting, with a reason; tried again at the next reconcile
 */

/**
 * Brings the run's finished commit onto its branch, or records why that has to wait. `review` when the branch has made
 * another patch of it, which is recorded as work to be reviewed.
 */
export async function landRun(job: RunJob): Promise<'over' | 'review'> {
  const { ports, run } = job;
  const { runId, target } = run.data;
  let withTick = true;
  const isWorthAnotherTry = createPatience(job.signal, run.data.waiting !== undefined);
  while (true) {
    // At once: whatever has changed by the time it lands, the landing itself finds out.
    const [already, facts, tip] = await Promise.all([
      findLanded(job),
      ports.repository.readFacts(),
      ports.repository.readBranch(target),
    ]);
    if (already !== undefined) return finishLanded(job, already);

    if (tip === undefined) return wait(job, describeGone(job));
    const hold = findLandingHold(facts, target, job.settings.ownBranches);
    if (hold?.code === 'commit-in-progress' && (await isWorthAnotherTry())) continue;
    if (hold !== null) return wait(job, hold);
    if (tip !== run.data.base) {
      // That takes long, and nobody knows what comes of it.
      if (run.data.waiting !== undefined) await run.update(forgetWait);
      const moved = await moveToTip(job, tip);
      if (moved !== 'moved') return moved;
    }

    const commit = finishedCommit(job);
    const ticked = withTick ? await tickInCommit(job, tip, commit) : undefined;
    if (!ports.isOwner()) {
      return wait(job, {
        code: 'internal',
        message: 'this planex has lost its lock',
        action: 'planex start',
      });
    }
    // A command has ended it meanwhile.
    if (run.data.step === 'ended') return 'over';
    const outcome = await ports.landing.land({
      runId,
      target,
      message: `planex: land ${run.data.taskId}`,
      signal: job.signal,
      ...(ticked ?? { commit }),
    });
    switch (outcome.kind) {
      case 'landed':
        return finishLanded(job, outcome.commit);
      case 'base-moved':
        break;
      case 'dirty-paths': {
        const own = outcome.paths.every((path) => path === run.data.artifactPath);
        if (ticked === undefined || !own) {
          const { message, action } = await describeDirt(ports, outcome.paths);
          const todo = `${action}${LANDS_BY_ITSELF}`;
          return wait(job, { code: 'dirty-paths', message, action: todo });
        }
        withTick = false;
        break;
      }
      case 'busy': {
        // What is half done is settled by the next look, before anything else.
        if (!ports.landing.hasUnfinished() && (await isWorthAnotherTry())) break;
        const { message, action } = outcome;
        const todo = action === undefined ? {} : { action: `${action}${LANDS_BY_ITSELF}` };
        return wait(job, { code: 'operation-in-progress', message, ...todo });
      }
      case 'stopped':
        // Told to stop, planex leaves it where it is; the next one takes it up.
        if (isEndingWord(stopCause(job.signal))) await endStopped(job);
        else await releaseWorkspace(job);
        return 'over';
      case 'refused': {
        const trouble = ports.findStorageTrouble() ?? findStorageWords(outcome.output);
        if (trouble !== undefined) return wait(job, holdForStorage(trouble));
        await endFailed(job, {
          code: 'internal',
          message: `${target} could not be moved: ${outcome.output.trim()}`,
          action: `the finished commit is kept at refs/planex/runs/${runId}`,
        });
        return 'over';
      }
    }
  }
}

/** The branch was renamed or deleted: the work stays one for it, until it is there again or somebody has it done anew. */
function describeGone({ run, settings }: RunJob): Reason {
  const { target } = run.data;
  const id = quoteId(run.data.taskId);
  const back = settings.ownBranches ? '' : `git switch -c ${target} to land it there; `;
  return {
    code: 'wrong-branch',
    message: `the run was made for ${target}, and that branch is gone`,
    action: `${back}planex cancel ${id} && planex retry ${id} to have it done again where you are`,
  };
}

function finishedCommit(job: RunJob): string {
  const { commit, runId } = job.run.data;
  if (commit === undefined) throw new Error(`run ${runId} has no commit to land`);
  return commit;
}

/** The commit by which this very run is already in the history, for a daemon that died after landing it. */
async function findLanded(job: RunJob): Promise<string | undefined> {
  const { taskId, digest, runId } = job.run.data;
  const history = await job.ports.repository.scanHistory();
  return history.find(taskId, digest).find((hit) => hit.runId === runId)?.commit;
}

/** Rebases onto the branch as it is now and verifies again. */
async function moveToTip(job: RunJob, tip: string): Promise<'moved' | 'review' | 'over'> {
  const { ports, run } = job;
  const { runId } = run.data;
  job.workspace ??= await ports.workspaces.acquire(runId, tip);
  const rebased = await ports.workspaces.rebase(job.workspace, finishedCommit(job), tip);
  if (rebased.kind === 'conflict') {
    await endConflict(job, rebased.paths);
    return 'over';
  }
  if (rebased.kind === 'failed') {
    await endFailed(job, {
      code: 'internal',
      message: `the rebase onto ${tip.slice(0, 10)} failed: ${rebased.output}`,
    });
    return 'over';
  }
  if ((await checkCommit(job, tip, rebased.commit)) === 'over') return 'over';
  const verification = await verifyWorkspace(job);
  if (verification.result === 'stopped') {
    await releaseWorkspace(job);
    return 'over';
  }
  await run.update(setTests(verification));
  const reason = judgeVerification(job, verification);
  if (reason !== undefined) {
    await endFailed(job, {
      ...reason,
      message: `after the rebase onto ${tip.slice(0, 10)}: ${reason.message}`,
    });
    return 'over';
  }
  if (await isOtherPatch(job, tip, rebased.commit)) {
    await giveToReview(job, tip, rebased.commit);
    return 'review';
  }
  await ports.workspaces.keep(runId, rebased.commit);
  await run.update((record) => {
    record.base = tip;
    record.commit = rebased.commit;
  });
  return 'moved';
}

async function endConflict(job: RunJob, paths: readonly string[]): Promise<void> {
  const { runId, taskId } = job.run.data;
  const reason: Reason = {
    code: 'conflict',
    message: `its commit does not fit on the branch any more: ${paths.join(', ')}`,
    action: `the finished commit is kept at refs/planex/runs/${runId}`,
  };
  const artifact = await openCurrentRecord(job.ports.records, job.run.data);
  const key = keyOfTask(taskId);
  if ((artifact.data.tasks[key]?.conflicts ?? 0) > 0) return endFailed(job, reason);
  await changeTask(job, (task) => {
    task.conflicts += 1;
    task.attempts += 1;
    keepConversation(task, job.run.data, reason.message);
  });
  return endRequeued(job, reason);
}

async function finishLanded(job: RunJob, commit: string): Promise<'over'> {
  const { artifactPath } = job.run.data;
  if (canTellLanding(artifactPath)) {
    const standing = (await job.ports.repository.readStandings([artifactPath])).get(artifactPath);
    if (standing !== 'clean') await editPlan(job.ports, artifactPath, await tellLanding(job));
  }
  await endLanded(job, commit);
  return 'over';
}

async function wait(job: RunJob, reason: Reason): Promise<'over'> {
  await releaseWorkspace(job);
  await holdRun(job, reason);
  return 'over';
}

function forgetWait(record: RunRecord): void {
  delete record.waiting;
}
