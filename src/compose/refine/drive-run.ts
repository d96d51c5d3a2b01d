import { endTree } from '../../executors/process-tree.ts';
import { listTodo } from '../../refine/open-items.ts';
import { nextStep, type RefineStep } from '../../refine/next-step.ts';
import { fixLine } from '../../refine/round-lines.ts';
import { commitRound } from './commit-round.ts';
import { fixPlan } from './fix-plan.ts';
import { nameRound, NEXT, now, readDigest, type RefineJob, type StepEnd } from './refine-job.ts';
import { reviewPlan, verifyPlan } from './review-plan.ts';
import { returnLeftWorkspace } from './use-workspace.ts';

/** Takes step after step until the refinement ends or cannot go on for now; returns why it cannot, if so. */
export async function driveRun(job: RefineJob): Promise<string | undefined> {
  const { run, signal } = job;
  await endLeftCalls(job);
  await returnLeftWorkspace(job, nameRound(job));
  if (run.manifest().held !== undefined) await run.apply({ type: 'run:resumed' });
  await dropStaleApproval(job);
  for (;;) {
    if (signal.aborted) return 'it was interrupted';
    const step = nextStep(run.manifest());
    if (step.do === 'nothing') return undefined;
    const pause = step.do === 'finish' ? undefined : job.findPause();
    if (pause !== undefined) return pause;
    const end = await takeStep(job, step);
    if (end.kind === 'next') continue;
    if (end.kind === 'held') await putOnHold(job, end);
    return end.reason;
  }
}

/** What planex left running when it was killed writes to a work tree that somebody else is to get. */
async function endLeftCalls({ run, place }: RefineJob): Promise<void> {
  const round = run.manifest().rounds.at(-1);
  if (round === undefined) return;
  const { codex_ended_at: reviewed, implementer_ended_at: fixed } = round;
  const left = [
    ...(reviewed === undefined ? [round.codex_call] : []),
    ...(fixed === undefined ? [round.implementer_call] : []),
  ];
  for (const marker of left) {
    if (marker !== undefined) await endTree({ marker }, place.settings.limits.graceMs);
  }
}

async function putOnHold(
  job: RefineJob,
  { reason, until }: Extract<StepEnd, { kind: 'held' }>,
): Promise<void> {
  const digest = await readDigest(job);
  await job.run.apply({
    type: 'run:held',
    at: now(),
    reason,
    ...(until === undefined ? {} : { until }),
    ...(digest === undefined ? {} : { digest }),
  });
}

/** An approval that was not acted on before planex died counts only if the plan is still what was approved. */
async function dropStaleApproval(job: RefineJob): Promise<void> {
  const step = nextStep(job.run.manifest());
  if (step.do !== 'finish' || step.status !== 'completed_clean') return;
  if ((await readDigest(job)) === job.run.round().plan_sha256_before) return;
  await job.run.apply({ type: 'round:superseded', why: 'the plan was changed after it was reviewed' });
}

async function takeStep(job: RefineJob, step: Exclude<RefineStep, { do: 'nothing' }>): Promise<StepEnd> {
  const { run, answers, say } = job;
  switch (step.do) {
    case 'review':
      return reviewPlan(job, step.round);
    case 'verify':
      return verifyPlan(job, step.round, step.items);
    case 'fix':
      return fixPlan(job, step);
    case 'commit': {
      const end = await commitRound(job);
      if (run.round().commit !== undefined) say(fixLine(run.round(), listTodo(run.manifest(), run.round())));
      else if (run.round().superseded !== undefined)
        say(`  ${run.round().superseded ?? ''}: it is reviewed anew`);
      return end;
    }
    case 'ask-stuck':
      await run.apply({ type: 'stuck:answered', choice: await answers.stuck(step.findings) });
      return NEXT;
    case 'ask-drift':
      say(fixLine(run.round(), listTodo(run.manifest(), run.round())));
      await run.apply({ type: 'drift:answered', choice: await answers.drift(step.lost) });
      return NEXT;
    case 'ask-hook':
      await run.apply({ type: 'hook:answered', choice: await answers.hook(step.output) });
      return NEXT;
    case 'finish': {
      const { status, reason } = step;
      const digest = await readDigest(job);
      const final = digest === undefined ? {} : { digest };
      await run.apply({ type: 'run:ended', at: now(), status, reason, ...final });
      return NEXT;
    }
  }
}
