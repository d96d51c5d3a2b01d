import { endsIn, findBroken } from '../../daemon/look/find-task.ts';
import type { StatusView } from '../../daemon/look/status-view.ts';
import { OperatorError } from '../../errors.ts';
import { openIssueStore } from '../../state/issue-store.ts';
import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { withCarrier } from './carrier.ts';
import { findArtifacts } from './find-artifacts.ts';
import { findStopped, type Stopped } from './find-stopped.ts';
import { type RunEnd, type RunRequest, runIssues } from './run-issues.ts';

/**
 * Has what stopped go on: an issue, a plan, or one task, in the work tree and conversation that it had where its backend can
 * take them up. An issue that has no solution yet goes on being planned. Throws `OperatorError` when nobody knows it.
 */
export async function resumeWork(
  cwd: string,
  wanted: string,
  request: Omit<RunRequest, 'input'>,
): Promise<RunEnd> {
  const planex = await openPlanex(cwd);
  const view = await withOperations(cwd, 'read', (operations) => operations.status());
  const store = openIssueStore(planex.repository.home, planex.records);
  const artifacts = await findArtifacts(view, store, wanted);
  if (artifacts.length === 0) {
    const { issues, past } = await store.read();
    if ([...issues.map(({ issue }) => issue), ...past].some(({ id }) => id === wanted)) {
      return runIssues(cwd, { ...request, input: { ids: [wanted] } });
    }
    requireKnown(view, wanted);
  }
  const { signal } = request.interruption;
  const stopped =
    findStopped(view, artifacts, undefined) ??
    (await withOperations(cwd, 'read', async (operations) =>
      findStopped(view, artifacts, (await operations.explain({ task: wanted })).id),
    ));
  const { label, paths, retry, asked }: Stopped = stopped ?? { label: wanted, paths: [], retry: [] };
  return withCarrier({ planex, onLine: request.onLine, signal }, async (carrier) => {
    for (const task of retry) {
      await withOperations(cwd, 'write', (operations) => operations.retry({ task }));
    }
    for (const path of paths) await carrier.carry(path, asked);
    const states = await carrier.settle();
    return {
      outcomes: paths.map((path) => {
        const state = states.get(path) ?? { kind: 'open' };
        // Done is the task, and not what it is of.
        const isPart = state.kind === 'done' && state.held !== undefined;
        return { label: isPart ? (asked?.task ?? label) : label, path, state };
      }),
      running: await carrier.leave(),
    };
  });
}

/** What is neither an issue nor a file may be a task, or the task of a file with errors. */
function requireKnown({ tasks, artifacts }: StatusView, wanted: string): void {
  if (tasks.some(({ id }) => endsIn(id, wanted)) || findBroken(artifacts, wanted) !== undefined) return;
  throw new OperatorError(`"${wanted}" is neither an issue, nor a plan, nor a task that planex knows`, {
    todo: 'planex issues lists the issues, planex status the plans and tasks',
  });
}
