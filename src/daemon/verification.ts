import type { Task } from '../tasks/task.ts';

/** What checks said of a run's work. */
export type Verification =
  | { result: 'passed' | 'skipped'; summary: string }
  /** `output` is the end of what the check printed, `outputFile` the whole of it. */
  | { result: 'failed'; summary: string; timedOut: boolean; output: string; outputFile: string }
  | { result: 'stopped' };

/** Runs the checks of a task, else those of the project. */
export interface VerificationPort {
  verify(request: {
    runId: string;
    task: Task;
    workspace: string;
    runFolder: string;
    /** Begins the names of files with the output; empty for the first verification of a run. */
    prefix: string;
    signal: AbortSignal;
  }): Promise<Verification>;
}
