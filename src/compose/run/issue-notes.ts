import { foldLine } from '../../artifacts/digest.ts';
import { OperatorError } from '../../errors.ts';
import type { Issue } from '../../issues/issue.ts';
import { makeIssueId } from '../../issues/issue-id.ts';
import { type IssueStatus, readStatusWord } from '../../issues/issue-status.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import type { IssueStore } from '../../state/issue-store.ts';

/** Statuses that planning may replace: what a person has said stays. */
const OF_PLANNING: ReadonlySet<IssueStatus | undefined> = new Set([
  'registered',
  'planning',
  'planned',
  'failed',
]);

/**
 * Registers what somebody wants, in their words, under a new id, or gives that under which another command has registered the
 * same words in this instant. Throws `OperatorError` when the store cannot be read.
 */
export async function registerRequest(
  store: IssueStore,
  request: { title: string; words: string; source: 'text' | 'plan'; now: Date },
  also: { labels: readonly string[]; done: ReadonlySet<string> },
): Promise<string> {
  const { title, words, source, now } = request;
  let meanwhile: string | undefined;
  const [id = ''] = await store.add(({ taken, issues }) => {
    meanwhile = issues.find((one) => one.fields['context'] === words && !also.done.has(one.id))?.id;
    if (meanwhile !== undefined) return [];
    const fresh = makeIssueId(now.getTime(), [...taken, ...also.labels]);
    const fields = {
      id: fresh,
      title: foldLine(title).slice(0, 200),
      status: 'registered',
      context: words,
      source,
      created_at: now.toISOString(),
    };
    return [{ id: fresh, json: JSON.stringify(fields) }];
  });
  return meanwhile ?? id;
}

/** The issues in these very words, oldest first. */
export async function findRequest(store: IssueStore, words: string): Promise<Issue[]> {
  const { issues } = await store.read();
  return issues.map(({ issue }) => issue).filter(({ fields }) => fields['context'] === words);
}

/** Notes in the store how planning goes on. An issue that is not there, or that a person has put off meanwhile, stays. */
export async function noteStatus(store: IssueStore, issueId: string, status: IssueStatus): Promise<void> {
  const { issues } = await store.read();
  if (!issues.some(({ issue }) => issue.id === issueId)) return;
  await store.change(issueId, (issue) =>
    OF_PLANNING.has(readStatusWord(issue.status)) ? { status, updated_at: new Date().toISOString() } : {},
  );
}

/** Throws `OperatorError` for an issue that a person has put off or closed. */
export function requireOpen({ id, status }: Issue): void {
  const word = readStatusWord(status);
  if (word !== 'paused' && word !== 'closed' && word !== 'completed') return;
  throw new OperatorError(`${id} is ${status} among the issues`, {
    todo: `planex issues update ${quoteId(id)} --status registered`,
  });
}
