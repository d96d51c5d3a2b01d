import { rm } from 'node:fs/promises';
import { buildPlanReviewPrompt, buildVerifyPrompt } from '../../executors/refine-prompt.ts';
import type { OpenItem } from '../../refine/open-items.ts';
import { readOutput, readReply } from '../../refine/read-reply.ts';
import { readVerification, readVerifiedOutput } from '../../refine/read-verification.ts';
import type { CallSpend } from '../../refine/refine-event.ts';
import { beginLine, reviewLines } from '../../refine/round-lines.ts';
import type { RepositoryFacts } from '../../tasks/repository-hold.ts';
import { locateRound } from '../../state/refine-folders.ts';
import { nameNewCall } from '../calls/ask-agent.ts';
import { askRouted, type Reply } from '../calls/ask-routed.ts';
import type { CallPlace } from '../calls/call-place.ts';
import { readPlansGuide } from '../calls/plans-guide.ts';
import { holdForCall } from './hold-call.ts';
import { holdForBranch, holdForUser } from './hold-repository.ts';
import { keepReply, locateCall, readKeptReply, spendOf } from './kept-reply.ts';
import { placePlan } from './place-plan.ts';
import { readPlanDiff } from './plan-diff.ts';
import {
  digestPlan,
  holdGone,
  nameRound,
  NEXT,
  now,
  readDigest,
  readPlan,
  type RefineJob,
  type StepEnd,
} from './refine-job.ts';
import { useWorkspace } from './use-workspace.ts';

/** The digest of a plan that is gone: no approval is of it. */
const GONE = '';

/** Has the whole plan reviewed. The verdict counts for the bytes that are in the prompt. */
export async function reviewPlan(job: RefineJob, round: number): Promise<StepEnd> {
  const said = await ask(job, round, async (plan) =>
    buildPlanReviewPrompt(job.path, plan.toString('utf8'), await readPlansGuide(job.place.folder)),
  );
  if ('kind' in said) return said;
  const { answer, error, isOutput, spend } = said;
  const read = isOutput === true ? readOutput : readReply;
  const reply = error === undefined ? read(answer) : ({ kind: 'error', message: error } as const);
  if (reply.kind === 'review' && reply.degraded) {
    await job.run.write(
      'parse-warning.txt',
      'The reply was not in the form asked for; findings were gleaned from its prose.\n',
    );
  }
  const digest = (await readDigest(job)) ?? GONE;
  await job.run.apply({ type: 'review:ended', at: now(), digest, reply, spend });
  report(job);
  return NEXT;
}

/** Asks which items of the frozen list are dealt with. */
export async function verifyPlan(
  job: RefineJob,
  round: number,
  items: readonly OpenItem[],
): Promise<StepEnd> {
  const said = await ask(job, round, async (plan) => {
    const diff = await readPlanDiff(await job.run.read('plan-before.txt', 1), plan);
    return buildVerifyPrompt(job.path, plan.toString('utf8'), diff, items);
  });
  if ('kind' in said) return said;
  const { answer, error, isOutput, spend } = said;
  const read = isOutput === true ? readVerifiedOutput : readVerification;
  const reply = error === undefined ? read(answer) : ({ kind: 'error', message: error } as const);
  const digest = (await readDigest(job)) ?? GONE;
  await job.run.apply({ type: 'verify:ended', at: now(), digest, reply, spend });
  report(job);
  return NEXT;
}

/** What the reviewer said, or why it said nothing. */
interface Said {
  answer: string;
  error?: string;
  /** Whether the answer is all that a program printed, and not the last message of an agent. */
  isOutput?: boolean;
  spend: CallSpend;
}

/** Asks the reviewer, unless its answer for this round was on disk already when planex died. */
async function ask(
  job: RefineJob,
  round: number,
  buildPrompt: (plan: Buffer) => Promise<string>,
): Promise<Said | StepEnd> {
  const said = (await readKeptReply(job.run, round)) ?? (await askAnew(job, round, buildPrompt));
  await rm(locateCall(job.run, round), { recursive: true, force: true });
  return said;
}

async function askAnew(
  job: RefineJob,
  round: number,
  buildPrompt: (plan: Buffer) => Promise<string>,
): Promise<Said | StepEnd> {
  const facts = await job.repository.readFacts();
  const wait = holdForBranch(job.run, facts);
  if (wait !== undefined) return wait;
  const plan = await readPlan(job);
  if (plan === undefined) return holdGone(job);
  const call = await beginReview(job, round, plan, facts);
  const { reviewer, path, signal, onProgress } = job;
  const prompt = await buildPrompt(Buffer.from(plan));
  const about = { path, bytes: plan };
  const keepIn = locateCall(job.run, round);
  const asking = { prompt, signal, call, onProgress, about, keepIn };
  const reply = await inReviewPlace(job, plan, facts, (place) => askRouted(place, reviewer, asking));
  if ('kind' in reply) return reply;
  const hold = holdForCall(reply, job.background);
  if (hold !== undefined) return hold;
  const error =
    reply.class === 'ok' ? {} : { error: `${reply.backend} (${reply.class}): ${reply.reason ?? ''}` };
  const isOutput = job.place.programs?.names.includes(reply.backend) === true;
  const said = { answer: reply.answer, ...error, ...(isOutput ? { isOutput } : {}), spend: spendOf(reply) };
  await keepReply(job.run, { ...said, call });
  return said;
}

/** Agents read the home work tree, and their CLIs keep them from writing. A program gets a copy of it, with the plan as it is now. */
async function inReviewPlace(
  job: RefineJob,
  plan: Uint8Array,
  { head }: RepositoryFacts,
  ask: (place: CallPlace) => Promise<Reply>,
): Promise<Reply | StepEnd> {
  const { place, reviewer, path } = job;
  const backends = [reviewer.backend, reviewer.fallback?.backend];
  const isAgents = backends.every((name) => name === undefined || place.programs?.find(name) === undefined);
  if (isAgents) return ask(place);
  if (head.kind === 'unborn') return holdForUser('there is no commit yet');
  return useWorkspace(job, nameRound(job), head.oid, async (workspace) => {
    await placePlan(workspace, path, plan);
    return ask({ ...place, folder: workspace.path });
  });
}

/** Puts on record what is reviewed before anybody is asked; returns the mark of the call. */
async function beginReview(
  job: RefineJob,
  round: number,
  plan: Uint8Array,
  { head }: RepositoryFacts,
): Promise<string> {
  const at = now();
  job.say(beginLine(round, at, job.reviewer.backend));
  await job.run.write('plan-before.txt', plan, round);
  const call = nameNewCall();
  await job.run.apply({
    type: 'review:started',
    at,
    digest: digestPlan(plan),
    call,
    ...(head.kind === 'unborn' ? {} : { base: head.oid }),
    ...(head.kind === 'branch' ? { branch: head.name } : {}),
  });
  return call;
}

function report({ run, say }: RefineJob): void {
  const round = run.round();
  if (round.error !== undefined || round.malformed === true) return;
  for (const line of reviewLines(round, locateRound(run.folder, round.round))) say(line);
}
