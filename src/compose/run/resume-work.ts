import { openPlanex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { withCarrier } from './carrier.ts';
import { findStopped } from './find-stopped.ts';
import { openPlanningStore } from './planning-store.ts';
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
  if ((await openPlanningStore(planex.records).find(wanted)) !== undefined) {
    const { artifacts } = await withOperations(cwd, 'read', (operations) => operations.status());
    if (artifacts.every(({ label }) => label !== wanted)) {
      return runIssues(cwd, { ...request, input: { ids: [wanted] } });
    }
  }
  const { signal } = request.interruption;
  const stopped = await withOperations(cwd, 'read', async (operations) => {
    const view = await operations.status();
    return (
      findStopped(view, wanted, undefined) ??
      findStopped(view, wanted, (await operations.explain({ task: wanted })).id)
    );
  });
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
