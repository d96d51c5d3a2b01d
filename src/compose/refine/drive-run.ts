import { listTodo } from '../../refine/open-items.ts';
import { nextStep, type RefineStep } from '../../refine/next-step.ts';
import { fixLine } from '../../refine/round-lines.ts';
import { commitRound } from './commit-round.ts';
import { fixPlan } from './fix-plan.ts';
import { digestPlan, NEXT, now, readPlan, type RefineJob, type StepEnd } from './refine-job.ts';
import { reviewPlan, verifyPlan } from './review-plan.ts';

/** Takes step after step until the refinement ends or is interrupted; returns why it was, if it was. */
export async function driveRun(job: RefineJob): Promise<string | undefined> {
  await dropStaleApproval(job);
  for (;;) {
    if (job.signal.aborted) return 'it was interrupted';
    const step = nextStep(job.run.manifest());
    if (step.do === 'nothing') return undefined;
    const end = await takeStep(job, step);
    if (end.kind === 'interrupted') return end.reason;
  }
}

/** An approval that was not acted on before planex died counts only if the plan is still what was approved. */
async function dropStaleApproval(job: RefineJob): Promise<void> {
  const step = nextStep(job.run.manifest());
  if (step.do !== 'finish' || step.status !== 'completed_clean') return;
  if (digestPlan(await readPlan(job)) === job.run.round().plan_sha256_before) return;
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
    case 'commit':
      await commitRound(job);
      if (run.round().commit !== undefined) say(fixLine(run.round(), listTodo(run.manifest(), run.round())));
      else if (run.round().superseded !== undefined)
        say(`  ${run.round().superseded ?? ''}: it is reviewed anew`);
      return NEXT;
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
    case 'finish':
      await run.apply({ type: 'run:ended', at: now(), status: step.status, reason: step.reason });
      return NEXT;
  }
}
