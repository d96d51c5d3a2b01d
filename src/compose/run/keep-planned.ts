import { isObject } from '../../artifacts/json-source.ts';
import type { PlannedSolution } from '../../planning/solution-file.ts';
import { type IssueStore, SHARED_FOLDER } from '../../state/issue-store.ts';

/**
 * Keeps a solution that a planner has found among those of the store as well, chosen, where other programs read it, and gives
 * what is to be put in place: the same solution, under the same id. Done again, nothing is there twice.
 */
export async function keepPlanned(
  store: IssueStore,
  issueId: string,
  planned: PlannedSolution,
): Promise<PlannedSolution> {
  if (store.folder !== SHARED_FOLDER) return planned;
  const file: unknown = JSON.parse(planned.text);
  if (!isObject(file) || !isObject(file['solution'])) return planned;
  const { id: own, ...rest } = file['solution'];
  const id = typeof own === 'string' && own.trim() !== '' ? own.trim() : `SOL-${issueId}-1`;
  const solution = { id, ...rest };
  const at = file['planned_at'];
  await store.addSolutions(issueId, [
    JSON.stringify({ ...solution, is_bound: true, created_at: at, bound_at: at }),
  ]);
  const { issues } = await store.read();
  if (issues.some(({ issue }) => issue.id === issueId)) {
    await store.change(issueId, () => ({ bound_solution_id: id }));
  }
  return { ...planned, text: `${JSON.stringify({ ...file, solution }, undefined, 2)}\n` };
}
