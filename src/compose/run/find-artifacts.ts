import type { StatusView } from '../../daemon/look/status-view.ts';
import { chooseSolution } from '../../issues/choose-solution.ts';
import type { IssueStore } from '../../state/issue-store.ts';

/** A plan or solution that planex reads already. */
export interface FoundArtifact {
  kind: 'artifact';
  /** Issue id of a solution, slug of a plan. */
  label: string;
  path: string;
}

/**
 * The artifacts that an issue id, a slug, or a path means. Of the solutions of an issue those that count: where a person has
 * chosen one, the others are left out, unless their own path is said. Throws `OperatorError` when the store that knows which one
 * was chosen cannot be read.
 */
export async function findArtifacts(
  view: StatusView,
  store: Pick<IssueStore, 'read'>,
  wanted: string,
): Promise<FoundArtifact[]> {
  const meant = view.artifacts.filter(
    ({ label, path }) => label === wanted || path === wanted || stemOf(path) === wanted,
  );
  const rivals = meant.filter(({ kind, label }) => kind === 'solution' && label === wanted);
  const chosen = rivals.length < 2 ? rivals : await leaveUnchosen(view, store, wanted, rivals);
  return meant
    .filter((one) => !rivals.includes(one) || chosen.includes(one))
    .map(({ label, path }) => ({ kind: 'artifact', label, path }));
}

async function leaveUnchosen(
  view: StatusView,
  store: Pick<IssueStore, 'read'>,
  issueId: string,
  rivals: StatusView['artifacts'],
): Promise<readonly StatusView['artifacts'][number][]> {
  const { issues, past } = await store.read();
  const issue = [...issues.map((one) => one.issue), ...past].find(({ id }) => id === issueId);
  const placed = rivals.map((one) => ({ ...one, artifact: one, isDone: isDone(view, one.path) }));
  const { counting } = chooseSolution(placed, issue?.boundSolution);
  // Where none of them was chosen, each says so.
  return counting.length === 0 ? rivals : counting.map(({ artifact }) => artifact);
}

/** Whether the history holds all tasks of an artifact. */
export function isDone({ tasks }: StatusView, path: string): boolean {
  const own = tasks.filter(({ artifact }) => artifact === path);
  return own.length > 0 && own.every(({ status }) => status === 'done');
}

/** Ids of tasks begin with it. */
function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}
