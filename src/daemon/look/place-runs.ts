import { followDepartures } from '../../tasks/departures.ts';
import { keyOfTask } from '../../tasks/task-id.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { CatalogueEntry } from './artifact-catalogue.ts';
import type { OpenRun } from './describe-runs.ts';
import type { RecordsPort } from '../ports.ts';

/**
 * Says of each run where its artifact stands now: where it was renamed to since the run began, or where else its task is
 * when nothing is there. Another artifact that has taken the name has no part in the run.
 */
export async function placeRuns(
  stored: Pick<RecordsPort, 'listArtifacts'>,
  open: readonly OpenRun[],
  { records, entries }: { records: ReadonlyMap<string, ArtifactRecord>; entries: readonly CatalogueEntry[] },
): Promise<OpenRun[]> {
  const read = async (path: string): Promise<ArtifactRecord | undefined> =>
    records.get(path) ?? (await stored.listArtifacts([path]))[0];
  const placed = open.map(async (run): Promise<OpenRun> => {
    const { artifactPath, startedAt, placedAt = startedAt, taskId, digest } = run.record;
    const path = await followDepartures(artifactPath, placedAt, read);
    if (entries.some((entry) => entry.path === path)) return { ...run, path };
    const key = keyOfTask(taskId);
    const isOf = ({ tasks }: CatalogueEntry): boolean =>
      tasks.some((task) => task.digest === digest && task.key === key);
    return { ...run, path: entries.find(isOf)?.path ?? path };
  });
  return Promise.all(placed);
}
