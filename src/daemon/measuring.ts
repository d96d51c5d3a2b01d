import type { Change } from '../tolerances/changed-file.ts';
import type { Workspace } from './workspace.ts';

/** Tells what work changes, by looking at it. */
export interface MeasuringPort {
  /** What differs between two commits or trees. */
  measure(from: string, to: string): Promise<Change>;
  /** What a commit changes in its first parent. */
  measureCommit(commit: string): Promise<Change>;
  /** Runs the command that tells whether the public interface is as it was at the base. */
  checkInterface(request: InterfaceRequest): Promise<InterfaceOutcome>;
}

export interface InterfaceRequest {
  runId: string;
  command: string;
  workspace: Workspace;
  base: string;
  runFolder: string;
  signal: AbortSignal;
}

export type InterfaceOutcome =
  | { kind: 'same' }
  /** `how` says what told; a command that could not tell counts as well. */
  | { kind: 'changed'; how: string }
  | { kind: 'stopped' };
