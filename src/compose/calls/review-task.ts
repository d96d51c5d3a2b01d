import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionRequest, ReviewedChange, ReviewOutcome, RunProgress } from '../../daemon/execution.ts';
import { buildReviewPrompt } from '../../executors/review-prompt.ts';
import type { Route } from '../../routing/route.ts';
import { isClean, readReview } from '../../tasks/findings.ts';
import { runAgent } from './agent-run.ts';
import type { AskedAgent } from './agent-task.ts';
import type { CallTerms } from './call-terms.ts';
import { judgeAgentRun } from './judge-agent-run.ts';
import { readPlansGuide } from './plans-guide.ts';

/** A review of one or more patches by one agent, in a conversation of its own. */
export interface TaskReview extends CallTerms {
  request: ExecutionRequest & { changes: readonly ReviewedChange[]; round: number };
  route: Route;
  reviewer: AskedAgent;
  onProgress(progress: RunProgress): void;
}

/** Asks the reviewer. An answer that cannot be understood is no verdict. */
export async function reviewTask(review: TaskReview): Promise<ReviewOutcome> {
  const { request, reviewer, route } = review;
  const { adapter, installed, model } = reviewer;
  const suffix = `-review-${request.round}`;
  const prompt = buildReviewPrompt(request.changes, await readPlansGuide(request.workspace));
  const promptFile = join(request.runFolder, `prompt${suffix}.md`);
  await writeFile(promptFile, prompt);
  const end = await runAgent({
    adapter,
    installed,
    request,
    prompt,
    promptFile,
    sandbox: 'read-only',
    suffix,
    isWork: false,
    env: review.env,
    limits: review.limits,
    ledger: review.ledger,
    bounds: review.bounds,
    onProgress: (progress) => review.onProgress(progress),
    ...(model === undefined ? {} : { model }),
    ...(route.effort === undefined ? {} : { effort: route.effort }),
  });
  const unanswered = judgeAgentRun(adapter.name, end, { fallback: undefined, failClosed: true });
  if (unanswered !== undefined) {
    // A reviewer's conversation is not what the work goes on with.
    const { conversation: _, ...rest } = { conversation: undefined, ...unanswered };
    return rest;
  }
  const by = `${adapter.name}${end.report.model === undefined ? '' : ` (${end.report.model})`}`;
  const read = readReview(end.report.answer);
  if (read === undefined) {
    const message = `${by} gave no verdict that can be understood; its answer is in answer${suffix}.md of the run`;
    return { kind: 'failed', reason: { code: 'internal', message } };
  }
  return { kind: 'reviewed', by, clean: isClean(read), findings: read.actionable, summary: read.summary };
}
