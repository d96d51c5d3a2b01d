import { type Limits, readLimits } from '../../tolerances/limits.ts';
import type { Grant } from '../../tasks/breach.ts';
import { openCurrentRecord } from '../current-record.ts';
import type { RunHandle, RunJob } from './run-job.ts';

/** The limits that hold for a run: those of its artifact as it was dispatched, and of the settings. */
export async function readRunLimits({ ports, run, task, settings }: RunJob): Promise<Limits> {
  const { runId, artifactPath } = run.data;
  if (task.artifactKind !== 'plan') return readLimits(undefined, settings.tolerances);
  const kept = await ports.records.readSnapshot(runId, artifactPath);
  // What says how far a run may go is never taken for nothing.
  if (kept === undefined) throw new Error(`the dispatched bytes of run ${runId} are gone`);
  const { rule } = (await openCurrentRecord(ports.records, run.data)).data;
  return readLimits(new TextDecoder().decode(kept.bytes), settings.tolerances, rule);
}

/** What a person has allowed beyond the limits of a run's artifact. */
export async function readGrants({ ports, run }: RunHandle): Promise<readonly Grant[]> {
  return (await openCurrentRecord(ports.records, run.data)).data.grants ?? [];
}
