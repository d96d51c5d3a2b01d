import { followDepartures } from '../tasks/departures.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { RunRecord } from '../tasks/run-record.ts';
import type { RecordsPort, StoredDocument } from './ports.ts';

/** The record of the artifact of a run, under the path that it has now where it was renamed since the run began. */
export async function openCurrentRecord(
  records: Pick<RecordsPort, 'artifact'>,
  { artifactPath, startedAt }: Pick<RunRecord, 'artifactPath' | 'startedAt'>,
): Promise<StoredDocument<ArtifactRecord>> {
  const read = async (path: string): Promise<ArtifactRecord> => (await records.artifact(path)).data;
  return records.artifact(await followDepartures(artifactPath, startedAt, read));
}
