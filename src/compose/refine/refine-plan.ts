import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../errors.ts';
import { recoverLandings } from '../../git/landing/landing-recovery.ts';
import type { Manifest, RefineMode } from '../../refine/manifest.ts';
import { endLines } from '../../refine/round-lines.ts';
import type { Route } from '../../routing/route.ts';
import { findRepositoryHold } from '../../tasks/repository-hold.ts';
import { claimRefinement } from '../../state/refine-claims.ts';
import { locateRefineRoot } from '../../state/refine-folders.ts';
import { type CallPlace, openCallPlace } from '../call-place.ts';
import { routeCall } from '../call-route.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Planex } from '../open-planex.ts';
import { createRepositoryPort } from '../repository-port.ts';
import { createWorkspacePort } from '../workspace-port.ts';
import { beginRun, findInterrupted } from './begin-run.ts';
import { driveRun } from './drive-run.ts';
import { digestPlan, now, type RefineAnswers, type RefineJob } from './refine-job.ts';
import type { RefineRun } from './refine-run.ts';

/** Who is asked, where not the policy says it. */
export interface NamedAgent {
  backend: string;
  model?: string;
}

/** What `planex refine` is asked to do. */
export interface RefineRequest {
  /** From the top of the repository. */
  path: string;
  mode: RefineMode;
  maxRounds?: number;
  reviewer?: NamedAgent;
  implementer?: NamedAgent;
  answers: RefineAnswers;
  /** Whether the run that was interrupted is gone on with. */
  resumes(run: Manifest): Promise<boolean>;
  say(line: string): void;
  onProgress(line: string): void;
}

/** How a refinement stands when the command ends. */
export interface RefineOutcome {
  manifest: Manifest;
  /** Why it is not over, when it is not. */
  interrupted?: string;
  /** Exit code of a signal that came. */
  exit?: number;
}

/** Refines one plan in the foreground. Throws `OperatorError` where it cannot begin. */
export async function refinePlan(planex: Planex, request: RefineRequest): Promise<RefineOutcome> {
  const { repository, records } = planex;
  const { path } = request;
  const place = await openCallPlace(repository.home);
  const reviewer = routeAgent(place, 'code-review', request.reviewer);
  const implementer = routeAgent(place, 'implementation', request.implementer);
  const port = createRepositoryPort(repository, records);
  const hold = findRepositoryHold(await port.readFacts());
  if (hold !== null) {
    throw new OperatorError(hold.message, hold.action === undefined ? {} : { todo: hold.action });
  }
  const plan = join(repository.home, path);
  const claim = claimRefinement(records, plan);
  if (claim.kind === 'same-plan') {
    throw new OperatorError(`${path} is being refined already (pid ${claim.pid})`);
  }
  if (claim.kind === 'too-many') {
    throw new OperatorError(`two plans are being refined already: ${claim.plans.join(', ')}`, {
      todo: 'wait for one of them to end',
    });
  }
  const interruption = listenForInterruption();
  try {
    await recoverLandings(records);
    const root = locateRefineRoot(plan, process.env);
    const run = await openRun(root, plan, request, { reviewer, implementer });
    const job: RefineJob = {
      planex,
      place,
      repository: port,
      workspaces: createWorkspacePort(repository, ({ path, problem }) => request.say(`${path}: ${problem}`)),
      run,
      path,
      reviewer,
      implementer,
      answers: request.answers,
      signal: interruption.signal,
      say: (line) => request.say(line),
      onProgress: (line) => request.onProgress(line),
    };
    const interrupted = await driveRun(job);
    const facts = await port.readFacts();
    const branch = facts.head.kind === 'detached' ? 'HEAD' : facts.head.name;
    const manifest = run.manifest();
    const todo =
      interrupted === undefined
        ? describeNext(manifest, path)
        : `${interrupted}; go on with: planex refine ${path} --resume`;
    for (const line of endLines(manifest, { folder: run.folder, branch, todo })) request.say(line);
    const exit = interruption.exitCode();
    return {
      manifest,
      ...(interrupted === undefined ? {} : { interrupted }),
      ...(exit === undefined ? {} : { exit }),
    };
  } finally {
    interruption.stop();
    claim.release();
  }
}

async function openRun(
  root: string,
  plan: string,
  request: RefineRequest,
  who: { reviewer: Route; implementer: Route },
): Promise<RefineRun> {
  const interrupted = await findInterrupted(root, plan);
  if (interrupted !== undefined && (await request.resumes(interrupted.manifest()))) {
    const { maxRounds } = request;
    if (maxRounds !== undefined && interrupted.manifest().mode !== 'verify') {
      await interrupted.change({ max_rounds: maxRounds });
    }
    return interrupted;
  }
  const wish = {
    plan,
    digest: digestPlan(await readFile(plan)),
    startedAt: now(),
    mode: request.mode,
    ...(request.maxRounds === undefined ? {} : { maxRounds: request.maxRounds }),
    reviewer: who.reviewer.backend,
    implementer: who.implementer.backend,
  };
  return beginRun(root, wish, interrupted);
}

/** Nobody but the reviewer may only read, and nobody answers beside it. */
function routeAgent(
  place: CallPlace,
  work: 'code-review' | 'implementation',
  named: NamedAgent | undefined,
): Route {
  const sandbox = work === 'code-review' ? 'read-only' : 'workspace-write';
  const flags = { sandbox, ...(named?.model === undefined ? {} : { model: named.model }) } as const;
  const call = { work, flags, ...(named === undefined ? {} : { backend: named.backend }) };
  const { also: _, ...route } = routeCall(place, call);
  return { ...route, sandbox };
}

function describeNext({ status, rounds }: Manifest, path: string): string {
  const parked = rounds.flatMap((round) => round.parked ?? []).length;
  const aside =
    parked === 0
      ? ''
      : `${parked} new finding(s) were set aside; planex refine ${path} looks at the whole plan again. `;
  if (status === 'completed_clean') return `${aside}Next: read the plan and approve it`;
  return `${aside}Next: read the last findings, mend the plan and run planex refine ${path} again`;
}
