import { buildPlanReviewPrompt, buildVerifyPrompt } from '../../executors/refine-prompt.ts';
import type { OpenItem } from '../../refine/open-items.ts';
import { readReply } from '../../refine/read-reply.ts';
import { readVerification } from '../../refine/read-verification.ts';
import type { CallSpend } from '../../refine/refine-event.ts';
import { beginLine, reviewLines } from '../../refine/round-lines.ts';
import { locateRound } from '../../state/refine-folders.ts';
import { askRouted, type Reply } from '../ask-routed.ts';
import { readPlansGuide } from '../plans-guide.ts';
import { readPlanDiff } from './plan-diff.ts';
import { digestPlan, NEXT, now, readPlan, type RefineJob, type StepEnd } from './refine-job.ts';

/** Has the whole plan reviewed. The verdict counts for the bytes that are in the prompt. */
export async function reviewPlan(job: RefineJob, round: number): Promise<StepEnd> {
  const plan = await beginReview(job, round);
  const guide = await readPlansGuide(job.place.folder);
  const reply = await ask(job, buildPlanReviewPrompt(job.path, plan.toString('utf8'), guide));
  if ('interrupted' in reply) return { kind: 'interrupted', reason: reply.interrupted };
  const { said, error, spend } = reply;
  const understood = error === undefined ? readReply(said) : ({ kind: 'error', message: error } as const);
  if (understood.kind === 'review' && understood.degraded) {
    await job.run.write(
      'parse-warning.txt',
      'The reply was not in the form asked for; findings were gleaned from its prose.\n',
    );
  }
  const digest = digestPlan(await readPlan(job));
  await job.run.apply({ type: 'review:ended', at: now(), digest, reply: understood, spend });
  report(job);
  return NEXT;
}

/** Asks which items of the frozen list are dealt with. */
export async function verifyPlan(
  job: RefineJob,
  round: number,
  items: readonly OpenItem[],
): Promise<StepEnd> {
  const plan = await beginReview(job, round);
  const first = await job.run.read('plan-before.txt', 1);
  const diff = await readPlanDiff(first, plan);
  const reply = await ask(job, buildVerifyPrompt(job.path, plan.toString('utf8'), diff, items));
  if ('interrupted' in reply) return { kind: 'interrupted', reason: reply.interrupted };
  const { said, error, spend } = reply;
  const understood =
    error === undefined ? readVerification(said) : ({ kind: 'error', message: error } as const);
  const digest = digestPlan(await readPlan(job));
  await job.run.apply({ type: 'verify:ended', at: now(), digest, reply: understood, spend });
  report(job);
  return NEXT;
}

async function beginReview(job: RefineJob, round: number): Promise<Buffer> {
  const plan = Buffer.from(await readPlan(job));
  const facts = await job.repository.readFacts();
  const at = now();
  job.say(beginLine(round, at, job.reviewer.backend));
  await job.run.write('plan-before.txt', plan, round);
  const base = facts.head.kind === 'unborn' ? {} : { base: facts.head.oid };
  await job.run.apply({ type: 'review:started', at, digest: digestPlan(plan), ...base });
  return plan;
}

interface Said {
  said: string;
  error?: string;
  spend: CallSpend;
}

async function ask(job: RefineJob, prompt: string): Promise<Said | { interrupted: string }> {
  const { place, reviewer, signal, onProgress } = job;
  const reply = await askRouted(place, reviewer, { prompt, signal, onProgress });
  if (reply.class === 'interrupted') return { interrupted: 'the review was interrupted' };
  await job.run.write('findings.txt', reply.answer);
  const error =
    reply.class === 'ok' ? {} : { error: `${reply.backend} (${reply.class}): ${reply.reason ?? ''}` };
  return { said: reply.answer, ...error, spend: spendOf(reply) };
}

/** What a call took, as far as its backend said. */
export function spendOf({ usage }: Pick<Reply, 'usage'>): CallSpend {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return {};
  return { tokens: (inputTokens ?? 0) + (outputTokens ?? 0) };
}

function report({ run, say }: RefineJob): void {
  const round = run.round();
  if (round.error !== undefined || round.malformed === true) return;
  for (const line of reviewLines(round, locateRound(run.folder, round.round))) say(line);
}
