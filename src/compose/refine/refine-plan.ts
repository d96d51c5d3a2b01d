import { join } from 'node:path';
import type { RepositoryPort } from '../../daemon/repository.ts';
import type { WorkspacePort } from '../../daemon/workspace.ts';
import { OperatorError } from '../../errors.ts';
import { recoverLandings } from '../../git/landing/landing-recovery.ts';
import type { Manifest } from '../../refine/manifest.ts';
import { claimRefinement } from '../../state/refine-claims.ts';
import { locateRefineRoot } from '../../state/refine-folders.ts';
import { dropRefinementMark } from '../../state/refine-marks.ts';
import { findRepositoryHold } from '../../tasks/repository-hold.ts';
import { type CallPlace, openCallPlace } from '../calls/call-place.ts';
import type { Planex } from '../open-planex.ts';
import { readOwnPrograms } from '../calls/own-programs.ts';
import { driveRun } from './drive-run.ts';
import { openRun } from './open-run.ts';
import type { RefineJob } from './refine-job.ts';
import type { RefineRequest } from './refine-request.ts';
import { requirePlan } from './require-plan.ts';
import { routeRefinement } from './route-refinement.ts';

/** How a refinement stands when nothing more is done about it for now. */
export interface RefineOutcome {
  manifest: Manifest;
  /** Where its record is. */
  folder: string;
  /** Why it is not over, when it is not. */
  interrupted?: string;
}

/** The repository and its work trees, which a daemon shares among all that it does. */
export interface RefineEdges {
  repository: RepositoryPort;
  workspaces: WorkspacePort;
}

/** Refines one plan as far as it goes now. Throws `OperatorError` where it cannot begin. */
export async function refinePlan(
  planex: Planex,
  { repository, workspaces }: RefineEdges,
  request: RefineRequest,
): Promise<RefineOutcome> {
  const { records } = planex;
  const { home } = planex.repository;
  const { path } = request;
  const place = await openRefinePlace(planex);
  const who = routeRefinement(place, request);
  const hold = findRepositoryHold(await repository.readFacts());
  if (hold !== null) {
    throw new OperatorError(hold.message, hold.action === undefined ? {} : { todo: hold.action });
  }
  await requirePlan(planex.repository, path);
  const plan = join(home, path);
  const release = claim(records, plan, path);
  try {
    // The daemon settles landings by itself, and others of its own may be under way.
    if (!request.background) await recoverLandings(records);
    const run = await openRun({
      root: locateRefineRoot(plan, process.env),
      records,
      plan,
      place,
      request,
      who,
    });
    const job: RefineJob = {
      planex,
      place,
      repository,
      workspaces,
      run,
      path,
      ...who,
      background: request.background,
      answers: request.answers,
      signal: request.signal,
      findPause: request.findPause,
      admit: (digests) => request.admit(path, digests),
      say: (line) => request.say(line),
      onProgress: (line) => request.onProgress(line),
    };
    const interrupted = await driveRun(job);
    if (run.manifest().status !== 'in_progress') await dropRefinementMark(records, run.folder);
    return {
      manifest: run.manifest(),
      folder: run.folder,
      ...(interrupted === undefined ? {} : { interrupted }),
    };
  } finally {
    release();
  }
}

async function openRefinePlace(planex: Planex): Promise<CallPlace> {
  const place = await openCallPlace(planex.repository.home);
  if (Object.keys(place.settings.executors).length === 0) return place;
  return { ...place, programs: await readOwnPrograms(planex, place.env) };
}

function claim(records: string, plan: string, path: string): () => void {
  const claimed = claimRefinement(records, plan);
  switch (claimed.kind) {
    case 'taken':
      return () => claimed.release();
    case 'same-plan':
      throw new OperatorError(`${path} is being refined already (pid ${claimed.pid})`);
    case 'too-many':
      throw new OperatorError(`two plans are being refined already: ${claimed.plans.join(', ')}`, {
        todo: 'wait for one of them to end',
      });
  }
}
