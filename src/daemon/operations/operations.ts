import type { EndedRunsOfPlan } from '../run/end-runs-of.ts';
import type { Explanation } from '../look/explain-task.ts';
import type { LiftedLimit } from './lift-limit.ts';
import type { Loop } from '../loop.ts';
import type { Announcement } from '../admission/announce-artifact.ts';
import type { ResolveOutcome } from './log-decision.ts';
import type { RouteView } from '../look/route-view.ts';
import type { SettledPlan } from '../admission/settle-plan.ts';
import type { StatusView } from '../look/status-view.ts';
import type { TrustView } from '../admission/inspect-trust.ts';
import type { SeenFiles } from '../admission/seen-files.ts';
import type { Outlook } from '../../tasks/outlook.ts';
import type { TrustOutcome, TrustWanted } from '../admission/trust-artifacts.ts';

/** What would be done now, if anything were. */
export interface Preview extends Outlook {
  view: StatusView;
  /** Drafts that rules of the settings would approve once they have been left alone, after which their tasks begin. */
  wouldApprove: { path: string; rule: string }[];
}

/** What a command may ask for: of the running daemon over its socket, or done in the command's own process without one. */
export interface Operations {
  status(): Promise<StatusView>;
  /** The status, and what would be done now. */
  preview(): Promise<Preview>;
  explain(input: { task: string; prompt?: boolean | undefined }): Promise<Explanation>;
  route(input: { task: string }): Promise<RouteView>;
  /** Looks again and resolves when nothing is under way any more. */
  settle(): Promise<StatusView>;
  nudge(): Promise<{ nudged: true }>;
  pause(): Promise<{ paused: true }>;
  unpause(): Promise<{ paused: false }>;
  /** Lets the tasks of a backend that has hit its limit try again at once. */
  liftLimit(input: { backend: string }): Promise<LiftedLimit>;
  retry(input: { task: string }): Promise<{ task: string }>;
  /** `landed`: the commit of a run, just landing, of what the task said before; it is held as it reads now. */
  cancel(input: { task: string }): Promise<{ task: string; wasRunning: boolean; landed?: string }>;
  trust(input: TrustWanted): Promise<TrustOutcome>;
  /** What trusting these paths, or all that waits for it, would let run. */
  inspect(input: { paths: string[] }): Promise<TrustView[]>;
  /** Ends the runs of the file too. */
  revoke(input: { path: string }): Promise<{ path: string } & EndedRunsOfPlan>;
  /** Call before a command changes a file that may be an artifact. */
  noteRewrite(input: { path: string }): Promise<{ path: string }>;
  /** Says whether bytes that are about to be written into an artifact may run. */
  announce(input: Announcement): Promise<{ path: string }>;
  /** Lets edits of a plan by planex itself run as far as the plan as it is now may. */
  admitEdit(input: { path: string; digests: string[] }): Promise<{ admitted: boolean }>;
  undo(input: { task: string }): Promise<{ task: string; commit: string }>;
  /** Lets a task whose backend failed go on with another: the one named, else the one of the policy. */
  approve(input: { task: string; fallback?: string | undefined }): Promise<{ task: string }>;
  reject(input: { task: string; why?: string | undefined }): Promise<{ task: string }>;
  /** `seen` is the plan as it reads where the command is given. */
  approvePlan(input: { path: string; seen?: SeenFiles | undefined }): Promise<SettledPlan>;
  /** Ends the runs of the plan too. */
  rejectPlan(input: { path: string; why?: string | undefined }): Promise<SettledPlan & EndedRunsOfPlan>;
  /** Answers what a task waits for a person to say: one of the options that were given, counted from 1, or a note, or both. */
  resolve(input: {
    task: string;
    option?: number | undefined;
    note?: string | undefined;
  }): Promise<ResolveOutcome>;
}

/** What operations need of the loop; a command without a daemon has one that only looks. */
export type OperatedLoop = Pick<Loop, 'look' | 'nudge' | 'whenQuiet' | 'cancelRuns' | 'holdUp'>;
