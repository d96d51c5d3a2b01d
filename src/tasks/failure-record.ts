import { quoteId } from './quote-id.ts';
import type { Reason } from './reason.ts';
import { reportReason } from './report-reason.ts';
import type { RunRecord } from './run-record.ts';

/** What a run that failed leaves in its folder, for people and programs; planex itself does not read it. */
export interface FailureRecord {
  issue_id: string;
  task_id: string;
  run_id: string;
  /** As in the report line: `tests_failing`, `codex_failed`. */
  type: string;
  message: string;
  /** All that the check printed which judged the work; empty where none did. */
  test_output: string;
  /** Goes on where the run stopped, when pasted into a shell. */
  resume_cmd: string;
  /** ISO 8601. */
  timestamp: string;
}

/** Describes the failure of a run, but for what its checks printed. */
export function describeFailure(
  { label, taskId, runId, backend }: Pick<RunRecord, 'label' | 'taskId' | 'runId' | 'backend'>,
  { code, message }: Reason,
  at: string,
): FailureRecord {
  return {
    issue_id: label,
    task_id: taskId,
    run_id: runId,
    type: reportReason(code, backend),
    message,
    test_output: '',
    resume_cmd: resumeCommand(taskId),
    timestamp: at,
  };
}

/** The command line by which a task goes on where it stopped. */
export function resumeCommand(taskId: string): string {
  return `planex resume ${quoteId(taskId)}`;
}
