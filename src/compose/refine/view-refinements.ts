import { join } from 'node:path';
import type { RefinementView } from '../../daemon/look/drafts.ts';
import type { Manifest } from '../../refine/manifest.ts';
import { nextStep } from '../../refine/next-step.ts';
import { rateWorst } from '../../refine/worst-finding.ts';
import { listRefining } from '../../state/refine-claims.ts';
import { explainStorageError } from '../../storage-error.ts';
import { isActionable, SEVERITIES } from '../../tasks/findings.ts';
import type { Planex } from '../open-planex.ts';
import type { LatestRun, LatestRuns } from './latest-runs.ts';

/** The last refinement of each of these plans, as `status` tells it. */
export async function viewRefinements(
  { repository, records }: Pick<Planex, 'repository' | 'records'>,
  latest: LatestRuns,
  paths: readonly string[],
): Promise<RefinementView[]> {
  const runs = await latest.find(paths).catch((error: unknown) => {
    // Where plans cannot be read, the status has more to say than how they were refined.
    if (explainStorageError(error) === undefined) throw error;
    return new Map<string, LatestRun>();
  });
  const active = new Set(runs.size === 0 ? [] : listRefining(records));
  return [...runs].map(([plan, { manifest }]) =>
    viewRefinement(plan, manifest, active.has(join(repository.home, plan))),
  );
}

function viewRefinement(plan: string, manifest: Manifest, active: boolean): RefinementView {
  const { run_id: run, status, mode = 'review', current_round: round, rounds, held } = manifest;
  const reviewed = rounds.findLast(({ findings }) => findings !== undefined);
  const acted = (reviewed?.findings ?? []).filter(isActionable);
  const rates = rounds.map((one) => one.worst ?? rateWorst((one.findings ?? []).filter(isActionable)));
  const reason = manifest.reason ?? held?.reason;
  return {
    plan,
    run,
    status,
    mode,
    round,
    active,
    ...(status === 'in_progress' ? { step: nextStep(manifest).do } : {}),
    findings: Object.fromEntries(
      SEVERITIES.map((name) => [name, acted.filter(({ severity }) => severity === name).length]),
    ),
    worst: reviewed?.worst ?? rateWorst(acted),
    worstSoFar: Math.max(0, ...rates),
    ...(reason === undefined ? {} : { reason }),
    ...(held?.until === undefined ? {} : { until: held.until }),
  };
}
