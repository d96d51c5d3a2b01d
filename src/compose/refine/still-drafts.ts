import type { DraftsPort } from '../../daemon/look/drafts.ts';
import type { Planex } from '../open-planex.ts';
import { createLatestRuns } from './latest-runs.ts';
import { viewRefinements } from './view-refinements.ts';

/** Begins nothing, and tells of the refinements there were. */
export function createStillDrafts(planex: Planex): DraftsPort {
  const latest = createLatestRuns(planex.repository.home);
  return {
    consider: () => Promise.resolve(undefined),
    list: (paths) => viewRefinements(planex, latest, paths),
    listBusy: () => [],
    endNow: () => undefined,
    stop: () => Promise.resolve(),
  };
}
