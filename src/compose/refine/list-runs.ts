import { dirname, join } from 'node:path';
import type { Manifest } from '../../refine/manifest.ts';
import { listRunFolders, locateRefineRoot, locateRound, readRoundFile } from '../../state/refine-folders.ts';
import { planGlob } from './find-plan.ts';
import { readRefineRecord } from './refine-run.ts';

/** A refinement that is, or was. */
export interface RefineView {
  folder: string;
  manifest: Manifest;
}

/** The refinements of one plan, or of all plans in the folder of plans; oldest first. */
export async function listRefinements(home: string, path?: string): Promise<RefineView[]> {
  const plan = join(home, path ?? join(dirname(planGlob(process.env)), 'any.md'));
  const views: RefineView[] = [];
  for (const folder of listRunFolders(locateRefineRoot(plan, process.env))) {
    const manifest = await readRefineRecord(folder);
    if (manifest !== undefined && (path === undefined || manifest.plan_path === plan))
      views.push({ folder, manifest });
  }
  return views;
}

/** What the implementer said of its edit in a round; undefined where there was none. */
export async function readSummary(folder: string, round: number): Promise<string | undefined> {
  const text = await readRoundFile(join(locateRound(folder, round), 'implementer-summary.txt'));
  return text?.toString('utf8').trim();
}
