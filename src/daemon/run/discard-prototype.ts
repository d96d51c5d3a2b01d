import { heldWorkspace, type RunJob } from './run-job.ts';

/** Whether the executor says that what it tried out is not to be kept. */
export function isDiscarded({ task, run }: RunJob): boolean {
  return task.prototype === true && run.data.report?.prototype?.verdict === 'discard';
}

/** Under which name the discarded work of a run is kept beside it. */
export function namePrototype(runId: string): string {
  return `${runId}-prototype`;
}

/** Takes what was tried out away from the run, which goes on with nothing but its findings, and keeps it beside the run. */
export async function discardPrototype(job: RunJob): Promise<void> {
  const { ports, run } = job;
  const workspace = heldWorkspace(job);
  const kept = namePrototype(run.data.runId);
  const { paths } = await ports.workspaces.listChanges(workspace);
  const commit = await ports.workspaces.snapshot(workspace, run.data.runId);
  if (commit !== undefined) await ports.workspaces.keep(kept, commit);
  await ports.workspaces.restore(workspace, paths);
  await run.update((record) => {
    record.paths = [];
    record.tests = {
      result: 'skipped',
      summary: `the prototype is discarded; it is kept at refs/planex/runs/${kept}`,
    };
  });
}
