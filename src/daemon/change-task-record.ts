import type { Task } from '../tasks/task.ts';
import type { ArtifactRecord, TaskRecord } from '../tasks/task-record.ts';
import { bindToText } from '../tasks/text-digest.ts';
import type { Ports } from './ports.ts';

/** Changes durably what is remembered of one task; where its plan recurs, what is said of it there holds at later times too. */
export async function changeTaskRecord(
  ports: Pick<Ports, 'records'>,
  task: Task,
  change: (record: TaskRecord) => void,
): Promise<void> {
  const document = await ports.records.artifact(task.artifactPath);
  await document.update((artifact: ArtifactRecord) => {
    const record = (artifact.tasks[task.key] ??= { attempts: 0, landed: [], conflicts: 0 });
    change(record);
    bindToText(record, task);
  });
}
