import type { RunRecord } from '../../tasks/run-record.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { endFailed } from '../run/end-run.ts';
import type { Ports, StoredDocument } from '../ports.ts';

/** The run of a task whose work is done and that nobody could review; undefined when there is none. */
export async function findUnreviewed(
  ports: Ports,
  { run }: TaskFacts,
): Promise<StoredDocument<RunRecord> | undefined> {
  if (run?.step !== 'reviewing' || run.busy || run.waiting?.code !== 'approval') return undefined;
  const { runs } = await ports.records.openRuns();
  return runs.find(({ data }) => data.runId === run.runId);
}

/** Has the reviewer asked once more. */
export async function reviewAgain(run: StoredDocument<RunRecord>): Promise<void> {
  await run.update((record) => {
    delete record.waiting;
  });
}

/** Lets the work land on a person's word, which counts for the patch that was verified and no other. */
export async function passUnreviewed(run: StoredDocument<RunRecord>): Promise<void> {
  await run.update((record) => {
    const { patch: digest } = record;
    if (digest === undefined) throw new Error(`run ${record.runId} waits for a review of nothing`);
    const word = { digest, verdict: 'approve' as const, findings: [], by: 'you' };
    record.reviews = [...(record.reviews ?? []), word];
    delete record.reviewer;
    delete record.waiting;
  });
}

/** Gives the work up: its task counts as failed, and what was done is kept. */
export async function failUnreviewed(
  ports: Ports,
  run: StoredDocument<RunRecord>,
  why: string | undefined,
): Promise<void> {
  const because = why === undefined ? '' : ` (${why})`;
  const workspace = await ports.workspaces.adopt(run.data.runId);
  await endFailed(
    { ports, run, ...(workspace === undefined ? {} : { workspace }) },
    {
      code: 'approval',
      message: `${run.data.waiting?.message ?? 'it was not reviewed'}; rejected${because}`,
      action: `the work is kept at refs/planex/runs/${run.data.runId}`,
    },
  );
}
