import type { ArtifactRecord, TaskRecord } from '../tasks/task-record.ts';
import type { Ports } from './ports.ts';

/** Changes durably what is remembered of one task. */
export async function changeTaskRecord(
  ports: Pick<Ports, 'records'>,
  task: { artifactPath: string; key: string },
  change: (record: TaskRecord) => void,
): Promise<void> {
  const document = await ports.records.artifact(task.artifactPath);
  await document.update((artifact: ArtifactRecord) => {
    change((artifact.tasks[task.key] ??= { attempts: 0, landed: [], conflicts: 0 }));
  });
}
