import type { ArtifactRecord } from '../tasks/task-record.ts';
import type { RecordsPort, StoredDocument } from './ports.ts';

/** The record of an artifact under the path that it has now, where it was renamed since somebody took it for this one. */
export async function openCurrentRecord(
  records: Pick<RecordsPort, 'artifact'>,
  path: string,
): Promise<StoredDocument<ArtifactRecord>> {
  const seen = new Set<string>();
  for (let current = path; ; ) {
    const document = await records.artifact(current);
    const { movedTo } = document.data;
    seen.add(current);
    if (movedTo === undefined || seen.has(movedTo)) return document;
    current = movedTo;
  }
}
