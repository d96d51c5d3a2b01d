import { createHash } from 'node:crypto';
import type { RepositoryPort } from '../../daemon/repository.ts';
import type { WorkspacePort } from '../../daemon/workspace.ts';
import type { DRIFT_CHOICES, HOOK_CHOICES, STUCK_CHOICES } from '../../refine/manifest.ts';
import type { Route } from '../../routing/route.ts';
import type { Finding } from '../../tasks/findings.ts';
import type { CallPlace } from '../calls/call-place.ts';
import type { Planex } from '../open-planex.ts';
import type { RefineRun } from './refine-run.ts';

/** What is decided about a refinement by whoever started it. */
export interface RefineAnswers {
  stuck: (findings: readonly Finding[]) => Promise<(typeof STUCK_CHOICES)[number]>;
  drift: (lost: readonly string[]) => Promise<(typeof DRIFT_CHOICES)[number]>;
  hook: (output: string) => Promise<(typeof HOOK_CHOICES)[number]>;
}

/** A refinement that is under way, and all that its steps need. */
export interface RefineJob {
  planex: Planex;
  place: CallPlace;
  repository: RepositoryPort;
  workspaces: WorkspacePort;
  run: RefineRun;
  /** Path of the plan from the top of the repository. */
  path: string;
  /** Whether the daemon does it by itself: then what is in the way is waited for, and nothing is given up. */
  background: boolean;
  reviewer: Route;
  implementer: Route;
  answers: RefineAnswers;
  signal: AbortSignal;
  /** Why no further step is to be taken for now; asked between two steps. */
  findPause: () => string | undefined;
  /** Lets these bytes of the plan run as far as those may that are there now. */
  admit: (digests: readonly string[]) => Promise<void>;
  /** Prints a line of the report. */
  say: (line: string) => void;
  onProgress: (line: string) => void;
}

/** What a step leads to: the next one, or the end for now with the reason why. */
export type StepEnd =
  | { kind: 'next' }
  /** Somebody ended it: it can go on at once. */
  | { kind: 'interrupted'; reason: string }
  /** Something is in the way: until then (ISO 8601), or until a person or a change of the plan makes it go away. */
  | { kind: 'held'; reason: string; until?: string };

export const NEXT: StepEnd = { kind: 'next' };

/** Digest of a plan in the form of the record: hex digits and nothing before them. */
export function digestPlan(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The plan as it is in the home work tree now; undefined when it is gone. */
export function readPlan({ repository, path }: RefineJob): Promise<Uint8Array | undefined> {
  return repository.readFile(path);
}

/** Digest of the plan as it is now, in the form of the record; undefined when it is gone. */
export async function readDigest(job: RefineJob): Promise<string | undefined> {
  const plan = await readPlan(job);
  return plan && digestPlan(plan);
}

/** Nothing can be done about a plan that is not there. */
export function holdGone({ path }: RefineJob): StepEnd {
  return { kind: 'held', reason: `the plan ${path} is gone` };
}

/** Names the workspace and the landing of a round. */
export function nameRound({ run }: RefineJob): string {
  const { run_id: id, current_round: round } = run.manifest();
  return `refine-${createHash('sha256').update(id).digest('hex').slice(0, 12)}-${round}`;
}

export function now(): string {
  return new Date().toISOString();
}
