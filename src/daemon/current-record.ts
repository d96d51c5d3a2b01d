import { followDepartures } from '../tasks/departures.ts';
import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { RunPlace } from '../tasks/run-record.ts';
import { finishRenames } from './look/remember-renames.ts';
import type { Ports, RecordsPort, StoredDocument } from './ports.ts';
import { inTurn } from './record-turns.ts';

/** The record of the artifact of a run, under the path that it has now where it was renamed since the run began. */
export async function openCurrentRecord(
  records: Pick<RecordsPort, 'artifact'>,
  { artifactPath, startedAt, placedAt = startedAt }: RunPlace,
): Promise<StoredDocument<ArtifactRecord>> {
  const read = async (path: string): Promise<ArtifactRecord> => (await records.artifact(path)).data;
  return records.artifact(await followDepartures(artifactPath, placedAt, read));
}

/** Changes that record, and not while it is being moved to another path. */
export async function changeCurrentRecord(
  ports: Pick<Ports, 'calls' | 'records'>,
  run: RunPlace,
  change: (record: ArtifactRecord) => void,
): Promise<void> {
  await inTurn(ports.records, async () => {
    await finishRenames(ports);
    const artifact = await openCurrentRecord(ports.records, run);
    await artifact.update(change);
  });
}
