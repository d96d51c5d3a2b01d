import type { Result } from '../result.ts';
import type { Reason } from '../tasks/reason.ts';
import type { Task } from '../tasks/task.ts';
import type { ProcessExit } from './process-exit.ts';
import type { ProcessInput } from './process-input.ts';

/** What an executor is asked to do: one run of one task. All paths are absolute. */
export interface ExecutorRequest {
  runId: string;
  task: Task;
  /** Git worktree of the run; the process starts there. */
  workspace: string;
  /** Folder of the run's record, outside of the workspace. */
  runFolder: string;
  prompt: string;
  /** File that holds `prompt`. */
  promptFile: string;
  /** Copy of the artifact's bytes as they were dispatched, outside of the workspace. */
  artifactSnapshot: string;
}

/** The process that does the work, as plain data. */
export interface ExecutorCommand {
  file: string;
  args: string[];
  /** Added to the scrubbed environment. */
  env: Record<string, string>;
  input: ProcessInput;
  /** To be written before the start. */
  scriptFile?: { path: string; text: string };
}

/** Whether the process did its part. What it is worth, verification decides. */
export type ExecutorOutcome = { kind: 'done' } | { kind: 'failed'; reason: Reason };

/** An adapter of one way to have a task done. Everything but `check` is pure. */
export interface Executor {
  /** The backend's name in plans and settings. */
  name: string;
  /** Tells whether the backend can be used on this machine now, or why not and what to do. */
  check(): Promise<Result<void, string>>;
  /** Tells whether the task holds what this executor needs, or what is missing. */
  canRun(task: Task): Result<void, string>;
  /** Only for tasks that `canRun` accepts. */
  prepare(request: ExecutorRequest): ExecutorCommand;
  /** `outputTail` is the end of the output; its words never decide between done and failed. */
  judge(exit: ProcessExit, outputTail: string): ExecutorOutcome;
}
