import { openIssueStore } from '../../state/issue-store.ts';
import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { withCarrier } from './carrier.ts';
import { findArtifacts } from './find-work.ts';
import { findStopped } from './find-stopped.ts';
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
  const { issues } = await openIssueStore(planex.repository.home, planex.records).read();
  if (findArtifacts(view, wanted).length === 0 && issues.some(({ issue }) => issue.id === wanted)) {
    return runIssues(cwd, { ...request, input: { ids: [wanted] } });
  }
  const { signal } = request.interruption;
  const stopped =
    findStopped(view, wanted, undefined) ??
    (await withOperations(cwd, 'read', async (operations) =>
      findStopped(view, wanted, (await operations.explain({ task: wanted })).id),
    ));
  const { label, paths, retry } = stopped ?? { label: wanted, paths: [], retry: [] };
  return withCarrier({ planex, onLine: request.onLine, signal }, async (carrier) => {
    for (const task of retry) {
      await withOperations(cwd, 'write', (operations) => operations.retry({ task }));
    }
    for (const path of paths) await carrier.carry(path);
    const states = await carrier.settle();
    return {
      outcomes: paths.map((path) => ({ label, path, state: states.get(path) ?? { kind: 'open' } })),
      running: await carrier.leave(),
    };
  });
}
