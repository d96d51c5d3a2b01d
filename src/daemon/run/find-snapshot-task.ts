import type { RunRecord } from '../../tasks/run-record.ts';
import type { Task } from '../../tasks/task.ts';
import type { Ports } from '../ports.ts';
import { readDispatchedTask } from './run-job.ts';

/** The task of a run as it was dispatched, read from the bytes kept at the claim; undefined when they are gone. */
export async function findSnapshotTask(
  ports: Ports,
  record: RunRecord,
): Promise<{ task: Task; snapshot: string } | undefined> {
  const kept = await ports.records.readSnapshot(record.runId, record.artifactPath);
  const task = kept === undefined ? undefined : readDispatchedTask(record, kept.bytes);
  return kept === undefined || task === undefined ? undefined : { task, snapshot: kept.path };
}
