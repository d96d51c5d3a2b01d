import { errorMessage, OperatorError } from '../../errors.ts';
import type { TrustView } from '../../daemon/admission/inspect-trust.ts';
import type { IssueStatus } from '../../issues/issue-status.ts';
import { wrapSolution } from '../../planning/solution-file.ts';
import { type IssueStore, openIssueStore } from '../../state/issue-store.ts';
import { claimForProcess } from '../../state/process-claims.ts';
import { quoteId } from '../../tasks/quote-id.ts';
import { type CallPlace, openCallPlace } from '../calls/call-place.ts';
import type { CallFlags } from '../calls/call-route.ts';
import type { Interruption } from '../interruption.ts';
import { openPlanex, type Planex } from '../open-planex.ts';
import { withOperations } from '../with-operations.ts';
import { admitWaiting } from './admit-waiting.ts';
import { withCarrier } from './carrier.ts';
import { findWork, type RunInput, type Work } from './find-work.ts';
import { noteStatus } from './issue-notes.ts';
import { keepPlanned } from './keep-planned.ts';
import type { WorkState } from './judge-work.ts';
import { locatePlanningClaims, openPlanningStore } from './planning-store.ts';
import {
  approveAndPlace,
  type PlannedIssue,
  planIssue,
  type PlanningEnd,
  type PlanningScene,
  replyToPlanner,
} from './plan-issue.ts';

/** How a command wants issues to be run. */
export interface RunRequest {
  input: RunInput;
  flags: CallFlags;
  backend?: string;
  interruption: Interruption;
  /** Told what happens, a line at a time. */
  onLine: (line: string) => void;
  /** Told what a planner is doing. */
  onProgress: (line: string) => void;
  approve: PlanningScene['approve'];
  /** Whether a file that nobody here has approved may run, which a person is shown. */
  admit: (shown: TrustView) => Promise<boolean>;
}

/** What became of one issue or plan. */
export interface RunOutcome {
  label: string;
  /** The file of its solution or plan, once there is one. */
  path?: string;
  state: WorkState | Exclude<PlanningEnd, { kind: 'placed' }>;
}

/** Where issues are planned and noted. */
type RunScene = PlanningScene & { issues: IssueStore };

/** What became of all of them. */
export interface RunEnd {
  outcomes: RunOutcome[];
  /** True when a daemon is at work here now. */
  running: boolean;
}

/**
 * Gives each issue a solution where it has none, and follows the daemon until nothing of them goes on by itself. Executors
 * begin as soon as the first solution is in place, while the next one is planned. A daemon started for it ends with it.
 */
export async function runIssues(cwd: string, request: RunRequest): Promise<RunEnd> {
  const planex = await openPlanex(cwd);
  const { signal } = request.interruption;
  const scene = openScene(planex, request);
  const view = await withOperations(cwd, 'read', (operations) => operations.status());
  const work = await findWork({ cwd, view, store: scene.issues, now: new Date() }, request.input);
  return withCarrier({ planex, onLine: request.onLine, signal }, async (carrier) => {
    const outcomes: RunOutcome[] = [];
    for (const one of work) {
      if (signal.aborted) break;
      if (one.kind === 'artifact') await admitWaiting(planex.repository.home, view, one.path, request.admit);
      const outcome = await prepare(planex, scene, one, request.input.answer);
      if (outcome.path !== undefined) await carrier.carry(outcome.path);
      outcomes.push(outcome);
    }
    const states = await carrier.settle();
    return {
      outcomes: outcomes.map((outcome) => ({
        ...outcome,
        state: states.get(outcome.path ?? '') ?? outcome.state,
      })),
      running: await carrier.leave(),
    };
  });
}

function openScene({ repository, records }: Planex, request: RunRequest): RunScene {
  const { flags, backend, onProgress, approve } = request;
  let place: Promise<CallPlace> | undefined;
  const issues = openIssueStore(repository.home, records);
  return {
    home: repository.home,
    records,
    store: openPlanningStore(records),
    issues,
    keep: (issueId, solution) => keepPlanned(issues, issueId, solution),
    openPlace: () => (place ??= openCallPlace(repository.home)),
    flags,
    ...(backend === undefined ? {} : { backend }),
    signal: request.interruption.signal,
    onProgress,
    approve,
  };
}

/** Takes one thing to where the daemon finds it. */
async function prepare(
  planex: Planex,
  scene: RunScene,
  work: Work,
  reply: string | undefined,
): Promise<RunOutcome> {
  const { label } = work;
  switch (work.kind) {
    case 'artifact':
      return { label, path: work.path, state: OPEN };
    case 'undecided':
      return { label, state: { kind: 'waiting', ...work.reason } };
    case 'kept': {
      const read = wrapSolution(label, work.title, work.json);
      if (!read.ok) return { label, state: { kind: 'invalid', problems: read.problems } };
      const { path } = await approveAndPlace(scene, label, read.value);
      return { label, path, state: OPEN };
    }
    case 'issue':
      return plan(planex, scene, { issueId: label, title: work.title, request: work.request }, reply);
  }
}

async function plan(
  planex: Planex,
  scene: RunScene,
  issue: PlannedIssue,
  reply: string | undefined,
): Promise<RunOutcome> {
  const label = issue.issueId;
  const claim = claimForProcess(locatePlanningClaims(planex.records), label);
  try {
    const other = claim.others.find(({ subject }) => subject === label);
    if (other !== undefined) {
      throw new OperatorError(`${label} is planned by another planex (pid ${other.pid})`, {
        todo: `when that has ended: planex run ${quoteId(label)}`,
      });
    }
    if (reply !== undefined) await replyToPlanner(scene.store, issue, reply);
    await noteStatus(scene.issues, label, 'planning');
    // It says nothing that the file and the answers do not say as well.
    const noteAfter = (status: IssueStatus): Promise<void> =>
      noteStatus(scene.issues, label, status).catch((error: unknown) =>
        scene.onProgress(`${label}: ${errorMessage(error)}`),
      );
    const end = await planIssue(scene, issue).catch(async (error: unknown) => {
      await noteAfter('registered');
      throw error;
    });
    // That a person has ended it is no failure of the planner.
    const isInterrupted = end.kind === 'unanswered' && scene.signal.aborted;
    await noteAfter(isInterrupted ? 'registered' : STATUS_AFTER[end.kind]);
    if (isInterrupted) return { label, state: OPEN };
    if (end.kind !== 'placed') return { label, state: end };
    return { label, path: end.path, state: OPEN };
  } finally {
    claim.release();
  }
}

const OPEN = { kind: 'open' } as const;
const STATUS_AFTER = {
  placed: 'planned',
  asks: 'planning',
  invalid: 'failed',
  unanswered: 'failed',
} as const;
