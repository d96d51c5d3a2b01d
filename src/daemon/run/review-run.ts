import { findLimitHold } from '../../tasks/backend-limit.ts';
import { type Finding, summarizeFindings } from '../../tasks/findings.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { Reason } from '../../tasks/reason.ts';
import type { RunRecord } from '../../tasks/run-record.ts';
import { shareFindings } from '../../tasks/share-findings.ts';
import { endUnfinished } from './end-unfinished.ts';
import type { ReviewOutcome } from '../execution.ts';
import { holdRun } from './hold-run.ts';
import { digestOf, gatherBatch, type ReviewedRun } from './review-batch.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import { requestOf } from './run-request.ts';
import { warnOfRun } from './warn-of-run.ts';

/** What a review says: the work may land, has to be mended first, or the run is over or held and recorded as such. */
export type ReviewResult =
  | { kind: 'passed' }
  | { kind: 'mend'; findings: string }
  | { kind: 'stopped' }
  | { kind: 'over' };

type Review = NonNullable<RunRecord['reviews']>[number];

/*
 *                 ┌──── limit, caps, batch, failure of the reviewer: held, with the work as it is ◀──┐
 *                 ▼                                                                                  │
 *  verified ─▶ review ─┬─ approved ──────────────────────────▶ passed                                │
 *                      ├─ findings, for the first time ──────▶ mend ─▶ verified again                │
 *                      ├─ findings, again ───────────────────▶ waits for a person                    │
 *                      ├─ no verdict ────────────────────────────────────────────────────────────────┘
 *                      └─ the patch changed meanwhile ───────▶ waits for a person
 */

/** Whether the settings ask for a review of this run's work. */
export function isReviewed({ settings, run }: RunJob): boolean {
  return settings.review !== 'off' && (run.data.paths ?? []).length > 0;
}

/** Has the work of a run reviewed. A verdict counts for exactly the patch that it saw, also after planex has died. */
export async function reviewRun(job: RunJob): Promise<ReviewResult> {
  const { ports, run, signal } = job;
  const diff = await ports.workspaces.readDiff(heldWorkspace(job));
  const known = run.data.reviews?.findLast(({ digest }) => digest === digestOf(diff));
  if (known !== undefined) return follow(job, known);
  if (signal.aborted) return { kind: 'stopped' };

  await run.update((record) => {
    record.patch = digestOf(diff);
    record.reviewer = ports.execution.nameReviewer();
  });
  const hold = findReviewHold(job);
  if (hold !== undefined) {
    await holdRun(job, hold);
    return { kind: 'over' };
  }
  await run.update((record) => {
    delete record.waiting;
  });
  const batch = await gatherBatch(job, diff);
  const round = (run.data.reviews?.length ?? 0) + 1;
  const outcome = await ports.execution.review({ ...requestOf(job), changes: batch, round });
  if (outcome.kind !== 'reviewed') return holdUnreviewed(job, outcome);

  const [own] = await recordVerdicts(job, batch, outcome);
  if (own !== undefined) return follow(job, own);
  await ask(job, `${outcome.by} changed the work that it reviewed, so its verdict counts for nothing`);
  return { kind: 'over' };
}

/** Why the review cannot go out at once, or undefined. */
function findReviewHold({ ports, run, settings, mayBeReviewed }: RunJob): Reason | undefined {
  const { reviewer = '', mended, reviews } = run.data;
  if (mayBeReviewed === true) return undefined;
  if (settings.review === 'batch' && mended !== true && reviews === undefined) {
    const message = 'its work is verified, and reviewed together with that of the other tasks under way';
    return { code: 'blocked-by', message };
  }
  return findLimitHold(reviewer, ports.calls.read().backends[reviewer]?.limit, ports.nowMs(), true);
}

/** Writes down what the review says of each; of work that is not what the reviewer saw it says nothing. */
async function recordVerdicts(
  { ports }: RunJob,
  batch: readonly ReviewedRun[],
  { clean, findings, summary, by }: ReviewOutcome & { kind: 'reviewed' },
): Promise<(Review | undefined)[]> {
  const shares = shareFindings(
    { clean, findings },
    batch.map(({ run }) => ({ paths: run.data.paths ?? [] })),
  );
  const verdicts: (Review | undefined)[] = [];
  for (const [index, { run, held, digest }] of batch.entries()) {
    const share = shares[index];
    const isOver = run.data.step === 'ended';
    const isSame = !isOver && digestOf(await ports.workspaces.readDiff(held)) === digest;
    const review = share && isSame ? { digest, ...share, summary, by } : undefined;
    verdicts.push(review);
    if (review === undefined) continue;
    await run.update((record) => {
      record.reviews = [...(record.reviews ?? []), review];
      delete record.reviewer;
      delete record.waiting;
    });
  }
  return verdicts;
}

async function follow(job: RunJob, review: Review): Promise<ReviewResult> {
  const { verdict, findings, summary = '', by } = review;
  if (verdict === 'approve') return { kind: 'passed' };
  const said = findings.length === 0 ? 'the verdict is needs-attention' : summarizeFindings(findings);
  warnOfRun(job, `${job.task.id}: review by ${by}: ${said}`);
  const { backend, mended } = job.run.data;
  if (mended !== true && backend !== 'shell') {
    return { kind: 'mend', findings: describeFindings(findings, summary) };
  }
  await ask(job, `the review by ${by} still asks for changes: ${said}`);
  return { kind: 'over' };
}

/** The work stays as it is: what kept it from being reviewed is no reason to do it again. */
async function holdUnreviewed(
  job: RunJob,
  outcome: Exclude<ReviewOutcome, { kind: 'reviewed' }>,
): Promise<ReviewResult> {
  switch (outcome.kind) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'limited':
    case 'over-budget':
      await holdRun(job, outcome.reason);
      return { kind: 'over' };
    case 'failed':
      await holdRun(job, describeUnreviewed(job, outcome.reason.message));
      return { kind: 'over' };
    case 'backend-failed': {
      const { failure, message, action } = outcome;
      await holdRun(job, describeUnreviewed(job, `${failure}: ${message}`, action));
      return { kind: 'over' };
    }
  }
}

function describeUnreviewed({ task, run }: RunJob, why: string, mends?: string): Reason {
  const id = quoteId(task.id);
  const ways = [
    `${mends === undefined ? '' : `${mends}, then `}planex retry ${id} asks again`,
    `or planex approve ${id}, which lands it without a review`,
    `or planex reject ${id}, which gives it up`,
  ];
  return {
    code: 'approval',
    message: `its work is verified, but ${run.data.reviewer} could not review it: ${why}`,
    ...(run.data.reviewer === undefined ? {} : { backend: run.data.reviewer }),
    action: ways.join('; '),
  };
}

async function ask(job: RunJob, question: string): Promise<void> {
  await endUnfinished(job, { kind: 'asks', case: 'review', question, options: [] });
}

function describeFindings(findings: readonly Finding[], summary: string): string {
  const listed = findings.map(({ severity, title, body, file, line_start: line, recommendation }) =>
    [`- ${severity}: ${title}`, file === '' ? '' : `  at ${file}:${line}`, `  ${body}`, `  ${recommendation}`]
      .filter((part) => part.trim() !== '')
      .join('\n'),
  );
  return [summary, ...listed].filter((part) => part !== '').join('\n');
}
