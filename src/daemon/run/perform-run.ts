import type { RunRecord, RunStep } from '../../tasks/run-record.ts';
import type { TaskRecord } from '../../tasks/task-record.ts';
import { acceptAnswer } from './accept-answer.ts';
import { commitRun } from './commit-run.ts';
import { checkWork } from './check-tolerances.ts';
import { describeLostWork } from './describe-lost-work.ts';
import { discardPrototype, isDiscarded } from './discard-prototype.ts';
import { endAttempt } from './end-attempt.ts';
import { endFailed } from './end-run.ts';
import { endStopped } from './end-stopped.ts';
import { endUnfinished } from './end-unfinished.ts';
import type { ExecutionOutcome, ProcessOutcome } from '../execution.ts';
import { landRun } from './land-run.ts';
import { findKept, forgetBreach, takeOver } from './take-over.ts';
import { startWorkClock } from './work-clock.ts';
import { beginRepair, type FailedVerification, giveBack, mayRepair, takeBack } from './repair-run.ts';
import { isReviewed, reviewRun } from './review-run.ts';
import { enterStep, heldWorkspace, noteForStep, type RunJob, type StepResult, stopCause } from './run-job.ts';
import { requestOf } from './run-request.ts';
import { setTests, judgeVerification, verifyWorkspace } from './verify-run.ts';
import { warnOfNested, warnOfRun, warnOfShared, warnOfUndeclared } from './warn-of-run.ts';

const STEPS: readonly { step: RunStep; perform: (job: RunJob) => Promise<StepResult> }[] = [
  { step: 'preparing', perform: prepare },
  { step: 'executing', perform: execute },
  { step: 'verifying', perform: verify },
  { step: 'reviewing', perform: review },
  { step: 'committing', perform: commitRun },
  { step: 'landing', perform: land },
];

/** Takes a claimed run through its steps, from `from` on, until it ends or its commit has to wait for the way to be free. */
export async function performRun(job: RunJob, from: RunStep = 'preparing'): Promise<void> {
  // Work that only has to land takes no time of anybody.
  if (from === 'landing') return performSteps(job, from);
  const clock = await startWorkClock(job);
  const told = job.signal;
  job.signal = AbortSignal.any([told, clock.signal]);
  job.findOvertime = clock.overtime;
  // Work that is verified lands, however long it took.
  const stopClock = async (): Promise<void> => {
    await clock.stop();
    job.signal = told;
  };
  try {
    await performSteps(job, from, stopClock);
  } finally {
    await clock.stop();
  }
}

async function performSteps(job: RunJob, from: RunStep, stopClock?: () => Promise<void>): Promise<void> {
  const isBehind = job.ended !== undefined;
  const first = STEPS.findIndex(({ step }) => step === from);
  for (const { step, perform } of STEPS.slice(first)) {
    // Work that is verified is not done again because planex was told to stop meanwhile.
    if (job.signal.aborted && step !== 'reviewing' && step !== 'landing') {
      await endStopped(job);
      return;
    }
    if (step === 'reviewing' && !isReviewed(job)) continue;
    // The work stands in the workspace already.
    if (step === 'executing' && job.run.data.takesOver !== undefined) continue;
    if (step === 'landing') await stopClock?.();
    const isEntered = isHeldLanding(job, step) || (step === 'executing' && job.ended !== undefined);
    if (!isEntered) await enterStep(job, step);
    // The next look says whether it still may go on: much can have been said since its work ended.
    if (isBehind && step === 'verifying') return;
    if ((await perform(job)) === 'over') return;
  }
}

/** Whether this is another try of a landing that is held back, of which there may be many a minute. */
function isHeldLanding({ run }: RunJob, step: RunStep): boolean {
  return step === 'landing' && run.data.step === step && run.data.waiting !== undefined;
}

async function prepare(job: RunJob): Promise<StepResult> {
  const { ports, run, signal } = job;
  const { runId, base } = run.data;
  await forgetBreach(job);
  const kept = findKept(run.data.digest, job.record);
  const earlier = kept === undefined ? findUnfinished(job) : undefined;
  const [workspace, readShared] = await Promise.all([
    ports.workspaces.acquire(runId, base, earlier?.workspace),
    ports.workspaces.watchShared(),
  ]);
  job.describeSharedChanges = () => readShared(workspace);
  job.workspace = workspace;
  // Work that does not fit the base any more is done anew: a conversation about files that are not there would mislead.
  const resumes = earlier !== undefined && (await ports.workspaces.takeUp(workspace, earlier.run));
  const describe = (record: RunRecord): void => {
    record.workspace = workspace.path;
    if (resumes) record.resumes = earlier.run;
  };
  const needsSetup = workspace.needsSetup && job.settings.setup !== undefined;
  if (kept === undefined && !needsSetup) {
    noteForStep(job, describe);
    return 'next';
  }
  await run.update(describe);
  if (kept !== undefined) await takeOver(job, kept);
  if (!needsSetup) return 'next';
  const outcome = await ports.execution.setup({
    runId,
    workspace: workspace.path,
    runFolder: ports.records.runFolder(runId),
    signal,
  });
  return settle(job, outcome);
}

/** The earlier run of this task that the same backend can go on with. */
function findUnfinished({ record, run }: RunJob): TaskRecord['unfinished'] {
  const unfinished = record?.unfinished;
  const same = unfinished?.digest === run.data.digest && unfinished.backend === run.data.backend;
  return same ? unfinished : undefined;
}

async function execute(job: RunJob): Promise<StepResult> {
  const outcome = job.ended ?? (await job.ports.execution.execute(requestOf(job)));
  // What failed on a full disk, or was ended there, is done again.
  if (outcome.kind === 'done' || outcome.kind === 'asks') job.ended = outcome;
  return settleWork(job, outcome);
}

async function settleWork(job: RunJob, outcome: ExecutionOutcome): Promise<StepResult> {
  await warnOfShared(job);
  switch (outcome.kind) {
    case 'limited':
    case 'over-budget':
    case 'backend-failed':
    case 'asks':
      await endUnfinished(job, outcome);
      return 'over';
    case 'done':
      for (const warning of outcome.warnings ?? []) warnOfRun(job, `${job.task.id}: ${warning}`);
      if (outcome.answered !== true && outcome.report === undefined) return 'next';
      await job.run.update((record) => {
        if (outcome.answered === true) record.answered = true;
        if (outcome.report !== undefined) record.report = outcome.report;
      });
      return 'next';
    default:
      return settle(job, outcome);
  }
}

async function settle(job: RunJob, outcome: ProcessOutcome): Promise<StepResult> {
  if (outcome.kind === 'done') return 'next';
  if (outcome.kind === 'stopped') await endStopped(job);
  else await endAttempt(job, outcome.reason);
  return 'over';
}

async function verify(job: RunJob): Promise<StepResult> {
  const { ports, task } = job;
  if (job.run.data.answered === true) {
    const refused = await acceptAnswer(job);
    if (refused === undefined) return 'next';
    await endFailed(job, refused);
    return 'over';
  }
  const returned = await ports.workspaces.returnToBase(heldWorkspace(job));
  if (returned.kind === 'left-base') {
    await endFailed(job, { code: 'conflict', message: returned.message });
    return 'over';
  }
  const touched = await ports.workspaces.restore(heldWorkspace(job), [task.artifactPath]);
  if (touched.length > 0) {
    warnOfRun(job, `the executor changed ${touched.join(', ')}, which only planex and you may; undone`);
  }
  if (isDiscarded(job)) {
    await discardPrototype(job);
    return 'next';
  }
  // A run that is taken up again has them on record: what came since is of the verification that was cut short.
  const changes = await ports.workspaces.listChanges(heldWorkspace(job));
  const paths = job.run.data.paths ?? changes.paths;
  await job.run.update((record) => {
    record.paths = paths;
  });
  warnOfUndeclared(job, paths);
  warnOfNested(job, changes.leftOut);
  const lost = describeLostWork(changes.leftOut);
  if (lost !== undefined) {
    await endFailed(job, lost);
    return 'over';
  }
  if ((await checkWork(job)) === 'over') return 'over';
  const verification = await verifyWorkspace(job);
  if (verification.result === 'stopped') {
    await endStopped(job);
    return 'over';
  }
  const reason = judgeVerification(job, verification);
  if (reason === undefined) {
    noteForStep(job, setTests(verification));
    return 'next';
  }
  await job.run.update(setTests(verification));
  const isOfDisk = job.ports.findStorageTrouble() !== undefined;
  if (verification.result === 'failed' && !isOfDisk && mayRepair(job)) return repair(job, verification);
  await endAttempt(job, reason);
  return 'over';
}

async function repair(job: RunJob, failed: FailedVerification): Promise<StepResult> {
  const failedCheck = await beginRepair(job, failed);
  const repaired = await job.ports.execution.execute({ ...requestOf(job), failedCheck });
  await takeBack(job);
  return (await settleWork(job, repaired)) === 'over' ? 'over' : verify(job);
}

async function review(job: RunJob): Promise<StepResult> {
  const reviewed = await reviewRun(job);
  switch (reviewed.kind) {
    case 'passed':
      return 'next';
    case 'over':
      return 'over';
    case 'stopped':
      // Told to stop, planex leaves it where it is; the next one takes it up.
      if (stopCause(job.signal) !== 'shutdown') await endStopped(job);
      return 'over';
    case 'mend':
      return mend(job, reviewed.findings);
  }
}

async function mend(job: RunJob, findings: string): Promise<StepResult> {
  // Before it begins: work that is half mended when planex dies has to be verified.
  await enterStep(job, 'verifying');
  await giveBack(job, 'review');
  const mended = await job.ports.execution.execute({ ...requestOf(job), findings });
  await takeBack(job);
  if ((await settleWork(job, mended)) === 'over' || (await verify(job)) === 'over') return 'over';
  await enterStep(job, 'reviewing');
  return review(job);
}

async function land(job: RunJob): Promise<StepResult> {
  // From there it comes here again, unless it is over before.
  if ((await landRun(job)) === 'review') await performRun(job, 'reviewing');
  return 'over';
}
