import type { Task } from '../tasks/task.ts';

/** What checks said of a run's work. */
export type Verification =
  | { result: 'passed' | 'skipped'; summary: string }
  | { result: 'failed'; summary: string; timedOut: boolean }
  | { result: 'stopped' };

/** Runs the checks of a task, else those of the project. */
export interface VerificationPort {
  verify(request: {
    runId: string;
    task: Task;
    workspace: string;
    runFolder: string;
    signal: AbortSignal;
  }): Promise<Verification>;
}
