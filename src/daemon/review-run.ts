import { digestBytes } from '../artifacts/digest.ts';
import { type Finding, summarizeFindings } from '../tasks/findings.ts';
import { endUnfinished } from './end-unfinished.ts';
import type { ReviewOutcome } from './execution.ts';
import { heldWorkspace, type RunJob } from './run-job.ts';
import { requestOf } from './run-request.ts';
import { warnOfRun } from './warn-of-run.ts';

/** What a review says: the work may land, has to be mended first, or the run is over and recorded as such. */
export type ReviewResult =
  | { kind: 'passed' }
  | { kind: 'mend'; findings: string }
  | { kind: 'stopped' }
  | { kind: 'over' };

/*
 *  verified ─▶ review ─┬─ clean ────────────────────────────▶ passed
 *                      ├─ findings, for the first time ─────▶ mend ─▶ verified again
 *                      ├─ findings, again ──────────────────▶ waits for a person
 *                      └─ the patch changed meanwhile ──────▶ waits for a person
 */

/** Has the work of a run reviewed where the settings ask for it. The verdict counts for exactly the patch it saw. */
export async function reviewRun(job: RunJob): Promise<ReviewResult> {
  const { ports, run, settings } = job;
  if (settings.review === 'off' || (run.data.paths ?? []).length === 0) return { kind: 'passed' };
  const round = (run.data.reviews?.length ?? 0) + 1;
  const diff = await ports.workspaces.readDiff(heldWorkspace(job));
  const outcome = await ports.execution.review({ ...requestOf(job), diff, round });
  if (outcome.kind !== 'reviewed') return settleUnreviewed(job, outcome);

  const after = await ports.workspaces.readDiff(heldWorkspace(job));
  const { clean, findings, by } = outcome;
  await run.update((record) => {
    const review = {
      digest: digestOf(diff),
      verdict: clean ? 'approve' : 'needs-attention',
      findings,
      by,
    } as const;
    record.reviews = [...(record.reviews ?? []), review];
  });
  if (after !== diff) {
    await ask(job, `${by} changed the work that it reviewed, so its verdict counts for nothing`);
    return { kind: 'over' };
  }
  if (clean) return { kind: 'passed' };
  const said = findings.length === 0 ? 'the verdict is needs-attention' : summarizeFindings(findings);
  warnOfRun(job, `${job.task.id}: review by ${by}: ${said}`);
  if (round === 1 && job.task.backend?.toLowerCase() !== 'shell' && run.data.backend !== 'shell') {
    return { kind: 'mend', findings: describeFindings(findings, outcome.summary) };
  }
  await ask(job, `the review by ${by} still asks for changes: ${said}`);
  return { kind: 'over' };
}

async function settleUnreviewed(
  job: RunJob,
  outcome: Exclude<ReviewOutcome, { kind: 'reviewed' }>,
): Promise<ReviewResult> {
  switch (outcome.kind) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'failed':
      await ask(job, `the work could not be reviewed: ${outcome.reason.message}`);
      return { kind: 'over' };
    case 'backend-failed':
      await ask(job, `the work could not be reviewed (${outcome.failure}): ${outcome.message}`);
      return { kind: 'over' };
    default:
      await endUnfinished(job, outcome);
      return { kind: 'over' };
  }
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

function digestOf(text: string): string {
  return digestBytes(new TextEncoder().encode(text));
}
