import type { Manifest, RefineMode } from '../../refine/manifest.ts';
import { MOST_ROUNDS } from '../../refine/next-step.ts';
import { nameRun, slugOfPlan } from '../../refine/plan-slug.ts';
import { listRunFolders, listTakenNames, makeRunFolder } from '../../state/refine-folders.ts';
import { openRefineRun, readRefineRecord, type RefineRun } from './refine-run.ts';

/** What a new run is to be. */
export interface RunWish {
  /** Absolute path of the plan. */
  plan: string;
  digest: string;
  startedAt: string;
  mode: RefineMode;
  maxRounds?: number;
  reviewer: string;
  implementer: string;
  background: boolean;
  /** Puts on record elsewhere that the run in this folder was begun here. */
  mark: (folder: string) => Promise<void>;
}

/** The run of a plan that was interrupted last and that no other has replaced. */
export async function findInterrupted(root: string, plan: string): Promise<RefineRun | undefined> {
  for (const folder of listRunFolders(root).reverse()) {
    const manifest = await readRefineRecord(folder);
    if (manifest?.plan_path !== plan || manifest.replaced_by !== undefined) continue;
    return manifest.status === 'in_progress' ? openRefineRun(folder, manifest) : undefined;
  }
  return undefined;
}

/** Begins a run in a folder of its own. The one it takes the place of keeps its record, and says so. */
export async function beginRun(root: string, wish: RunWish, replaced?: RefineRun): Promise<RefineRun> {
  const slug = slugOfPlan(wish.plan);
  // Also those where planex was killed before there was a record.
  const name = nameRun(slug, wish.startedAt, listTakenNames(root));
  const most = MOST_ROUNDS[wish.mode];
  const manifest: Manifest = {
    schema_version: 1,
    plan_path: wish.plan,
    plan_slug: slug,
    run_id: name,
    started_at: wish.startedAt,
    initial_plan_sha256: wish.digest,
    status: 'in_progress',
    current_round: 0,
    rounds: [],
    mode: wish.mode,
    max_rounds: Math.min(wish.maxRounds ?? most, wish.mode === 'verify' ? most : Infinity),
    reviewer: wish.reviewer,
    implementer: wish.implementer,
    ...(wish.background ? { background: true } : {}),
  };
  const folder = makeRunFolder(root, name);
  await wish.mark(folder);
  const run = openRefineRun(folder, manifest);
  await run.change({});
  await replaced?.change({ replaced_by: name });
  return run;
}
