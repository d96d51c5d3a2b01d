import { OperatorError } from '../errors.ts';
import { compareTrees, readVersions, type VersionedPlan } from '../git/guarded/plan-changes.ts';
import {
  inheritIndex,
  readHead,
  readMergedHeads,
  readStagedPlans,
  readTree,
} from '../git/guarded/staged-plans.ts';
import { type Drift, findDrift, gains } from '../guard/find-drift.ts';
import { type GuardedPlans, type GuardFinding, openGuardedPlans, toText } from './guarded-plans.ts';

/** Judges what the next commit would take: the index against HEAD, and against what a merge under way brings. */
export async function checkStaged(cwd: string): Promise<GuardFinding[]> {
  const plans = await openGuardedPlans(cwd);
  const { home } = plans.repository;
  if ((await readHead(home)) === undefined) return [];
  const env = inheritIndex(cwd);
  const found = findDrift(await readStaged(plans, 'HEAD', env));
  for (const { head, base } of await readMergedHeads(plans.repository)) {
    const drift = findDrift(await readStaged(plans, head, env));
    if (drift.length === 0) continue;
    const brought = base === undefined ? undefined : await readBrought(plans, base, head);
    found.push(...drift.filter((one) => brought === undefined || isBrought(one, brought)));
  }
  const once = new Map<string, Drift>();
  for (const one of found) {
    const key = `${one.path}\0${one.sentinel}`;
    if (!once.has(key)) once.set(key, one);
  }
  return Array.from(once.values(), (one) => ({ ...one, sentinel: toText(one.sentinel) }));
}

async function readStaged(
  { repository, folders }: GuardedPlans,
  commit: string,
  env: Record<string, string>,
): Promise<VersionedPlan[]> {
  const changes = await readStagedPlans(repository.home, folders, commit, env);
  const unmerged = changes.filter((change) => change.unmerged).map(({ path }) => path);
  if (unmerged.length > 0) {
    throw new OperatorError(['plans in conflict cannot be compared', ...new Set(unmerged)].join('\n'), {
      todo: 'solve the conflicts, stage the plans and try again',
    });
  }
  return readVersions(repository.home, changes);
}

async function readBrought(
  { repository: { home }, folders }: GuardedPlans,
  base: string,
  head: string,
): Promise<VersionedPlan[]> {
  const pair = { old: await readTree(home, base), new: await readTree(home, head) };
  return compareTrees(home, folders, [pair], (plans) => plans);
}

function isBrought({ path, sentinel }: Drift, plans: readonly VersionedPlan[]): boolean {
  return plans.some((plan) => plan.path === path && gains(plan, sentinel));
}
