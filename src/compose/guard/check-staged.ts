import { OperatorError } from '../../errors.ts';
import { readRange } from '../../git/guarded/commit-range.ts';
import { compareTrees, readVersions, type VersionedPlan } from '../../git/guarded/plan-changes.ts';
import {
  inheritIndex,
  readHead,
  readMergedHeads,
  readStagedPlans,
  readTree,
} from '../../git/guarded/staged-plans.ts';
import { type Drift, findDrift, gains } from '../../guard/find-drift.ts';
import { readRetirements } from '../../guard/read-retirements.ts';
import { type GuardedPlans, type GuardFinding, openGuardedPlans, toText } from './guarded-plans.ts';

/** Judges what the next commit would take: the index against HEAD, and against what a merge under way brings. */
export async function checkStaged(cwd: string): Promise<GuardFinding[]> {
  const plans = await openGuardedPlans(cwd);
  const { home } = plans.repository;
  if ((await readHead(home)) === undefined) return [];
  const env = inheritIndex(cwd);
  const found = findDrift(await readStaged(plans, 'HEAD', env));
  const heads = await readMergedHeads(plans.repository);
  for (const { head, base } of heads) {
    const drift = findDrift(await readStaged(plans, head, env));
    if (drift.length === 0) continue;
    const brought = base === undefined ? undefined : await readBrought(plans, base, head);
    found.push(...drift.filter((one) => brought === undefined || isBrought(one, brought)));
  }
  const isLetGo = readRetirements(found.length === 0 ? [] : await readOnTheWay(plans, heads));
  const once = new Map<string, Drift>();
  for (const one of found.filter((drift) => !isLetGo(drift))) {
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

/** What the commits that are merged have changed, one by one; merges among them only bring what others did. */
async function readOnTheWay(
  { repository: { home }, folders }: GuardedPlans,
  heads: readonly { head: string }[],
): Promise<VersionedPlan[]> {
  const ranges = await Promise.all(heads.map(({ head }) => readRange(home, 'HEAD', head)));
  const steps = ranges.flatMap(({ commits, trees }) =>
    commits.flatMap(({ tree, parents: [parent, ...more] }) => {
      const old = parent === undefined ? undefined : trees.get(parent);
      return old === undefined || more.length > 0 || old === tree ? [] : [{ old, new: tree }];
    }),
  );
  return compareTrees(home, folders, steps, (plans) => plans);
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
