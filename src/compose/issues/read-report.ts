import type { TaskView } from '../../daemon/look/status-view.ts';
import type { IssueView } from '../../issues/issue-view.ts';
import { readIfThere } from '../../read-if-there.ts';
import { openRecords } from '../../state/records.ts';
import { openPlanex } from '../open-planex.ts';
import { reportFile } from './report-file.ts';

/** The report on an issue that is completed or failed; undefined when its runs are no longer kept. */
export async function readReport(cwd: string, issue: IssueView<TaskView>): Promise<string | undefined> {
  if (issue.status !== 'completed' && issue.status !== 'failed') return undefined;
  // A run that failed keeps its report when a later one has done the task.
  const end = issue.status === 'completed' ? 'EXEC_DONE:' : 'EXEC_FAILED:';
  const { records } = await openPlanex(cwd);
  const runs = openRecords(records, { access: 'read', onSpoilt: () => undefined });
  const ids = issue.tasks.flatMap(({ run }) => run ?? []).toSorted();
  for (const id of ids.toReversed()) {
    const text = await readIfThere(reportFile(runs.runFolder(id)));
    if (text?.trimEnd().split('\n').at(-1)?.startsWith(end)) return text;
  }
  return undefined;
}
