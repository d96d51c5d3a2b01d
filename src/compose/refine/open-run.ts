import { readFile } from 'node:fs/promises';
import { OperatorError } from '../../errors.ts';
import type { Manifest } from '../../refine/manifest.ts';
import type { Route } from '../../routing/route.ts';
import { isMarkedRefinement, markRefinement } from '../../state/refine-marks.ts';
import type { CallPlace } from '../calls/call-place.ts';
import { beginRun, findInterrupted } from './begin-run.ts';
import { digestPlan, now } from './refine-job.ts';
import type { RefineRequest } from './refine-request.ts';
import type { RefineRun } from './refine-run.ts';

/** The run to go on with, or a new one. */
export async function openRun({
  root,
  records,
  plan,
  place,
  request,
  who,
}: {
  /** Folder of the runs. */
  root: string;
  records: string;
  /** Absolute path of the plan. */
  plan: string;
  place: CallPlace;
  request: RefineRequest;
  who: { reviewer: Route; implementer: Route };
}): Promise<RefineRun> {
  const { refine } = place.settings;
  const maxRounds = request.maxRounds ?? refine.maxRounds;
  const interrupted = await findInterrupted(root, plan);
  if (interrupted !== undefined) {
    const isOwn = isMarkedRefinement(records, interrupted.folder);
    if (await request.resumes(interrupted.manifest(), isOwn)) {
      requireSameMode(request, interrupted.manifest());
      if (request.maxRounds !== undefined && interrupted.manifest().mode !== 'verify') {
        await interrupted.change({ max_rounds: request.maxRounds });
      }
      return interrupted;
    }
  }
  if (request.onlyResumes === true) {
    throw new OperatorError(`there is no refinement of ${request.path} to go on with`, {
      todo: `planex refine ${request.path} begins one`,
    });
  }
  const wish = {
    plan,
    digest: digestPlan(await readFile(plan)),
    startedAt: now(),
    mode: request.mode ?? refine.mode,
    ...(maxRounds === undefined ? {} : { maxRounds }),
    reviewer: who.reviewer.backend,
    implementer: who.implementer.backend,
    background: request.background,
    mark: (folder: string) => markRefinement(records, folder),
  };
  return beginRun(root, wish, interrupted);
}

function requireSameMode({ mode, path }: RefineRequest, run: Manifest): void {
  const begun = run.mode ?? 'review';
  if (mode === undefined || mode === begun) return;
  throw new OperatorError(`${run.run_id} is not over and was begun with --mode ${begun}`, {
    todo: `planex refine ${path} --resume goes on with it, --fresh begins anew`,
  });
}
