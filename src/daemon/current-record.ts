import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { RunRecord } from '../tasks/run-record.ts';
import type { RecordsPort, StoredDocument } from './ports.ts';

/** The record of the artifact of a run, under the path that it has now where it was renamed since the run began. */
export async function openCurrentRecord(
  records: Pick<RecordsPort, 'artifact'>,
  { artifactPath, startedAt }: Pick<RunRecord, 'artifactPath' | 'startedAt'>,
): Promise<StoredDocument<ArtifactRecord>> {
  const seen = new Set<string>();
  for (let path = artifactPath; ; ) {
    const document = await records.artifact(path);
    const { movedTo } = document.data;
    seen.add(path);
    // A run that began later is of another artifact, which has taken the name.
    if (movedTo === undefined || movedTo.at < startedAt || seen.has(movedTo.path)) return document;
    path = movedTo.path;
  }
}
