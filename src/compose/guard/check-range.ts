import { OperatorError } from '../../errors.ts';
import {
  type CommitRange,
  type RangeCommit,
  readRange,
  resolveCommit,
} from '../../git/guarded/commit-range.ts';
import { compareTrees } from '../../git/guarded/plan-changes.ts';
import { findMergeBase, readTree } from '../../git/guarded/staged-plans.ts';
import { type Drift, findDrift } from '../../guard/find-drift.ts';
import { type GuardedPlans, type GuardFinding, openGuardedPlans, toText } from './guarded-plans.ts';

/** What a commit takes of what one of its parents had. */
interface Taking {
  drift: Drift;
  commit: RangeCommit;
  parent: string;
}

/**
 * Judges the commits that B has and A has not, each against its parents, and names the last one that takes a sentinel which
 * is still missing at B. A merge is not blamed for what the other side of it took: the commits of that side are.
 */
export async function checkRange(cwd: string, range: string): Promise<GuardFinding[]> {
  const plans = await openGuardedPlans(cwd);
  const { home } = plans.repository;
  const { from, to } = await resolveRange(home, range);
  const commits = await readRange(home, from, to);
  let takings = await findTakings(plans, commits);
  takings = await leaveOutOtherSides(plans, takings);
  takings = await keepStillMissing(plans, takings, commits, await readTree(home, to));
  const last = new Map(takings.map((one) => [`${one.drift.path}\0${one.drift.sentinel}`, one]));
  return Array.from(last.values(), ({ drift, commit: { id, author, subject } }) => ({
    ...drift,
    sentinel: toText(drift.sentinel),
    commit: { id, author, subject },
  }));
}

async function resolveRange(home: string, range: string): Promise<{ from: string; to: string }> {
  const [, a = '', dots = '', b = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(range) ?? [];
  if (dots === '') {
    throw new OperatorError(`${range} is no range`, { todo: 'planex guard --range main..HEAD' });
  }
  const [left, to] = await Promise.all([a, b].map((name) => resolveEnd(home, name === '' ? 'HEAD' : name)));
  if (left === undefined || to === undefined) throw new Error('a range has two ends');
  if (dots === '..') return { from: left, to };
  const from = await findMergeBase(home, left, to);
  if (from === undefined) throw new OperatorError(`${a} and ${b} have no common history`);
  return { from, to };
}

async function resolveEnd(home: string, name: string): Promise<string> {
  const commit = await resolveCommit(home, name);
  if (commit !== undefined) return commit;
  throw new OperatorError(`there is no commit ${name} here`, {
    todo: 'in a clone that CI made, fetch the whole history',
  });
}

function findTakings(
  { repository, folders }: GuardedPlans,
  { commits, trees }: CommitRange,
): Promise<Taking[]> {
  const steps = commits.flatMap((commit) =>
    commit.parents.flatMap((parent) => {
      const old = trees.get(parent);
      return old === undefined || old === commit.tree ? [] : [{ commit, parent, old, new: commit.tree }];
    }),
  );
  return compareTrees(repository.home, folders, steps, (versions, index) => {
    const { commit, parent } = steps[index] ?? {};
    if (commit === undefined || parent === undefined) return [];
    return findDrift(versions).map((drift) => ({ drift, commit, parent }));
  });
}

async function leaveOutOtherSides(plans: GuardedPlans, takings: readonly Taking[]): Promise<Taking[]> {
  const sides = new Map<string, Drift[]>();
  const kept: Taking[] = [];
  for (const taking of takings) {
    const others = taking.commit.parents.filter((parent) => parent !== taking.parent);
    let takenThere = false;
    for (const other of others) {
      const key = `${taking.parent} ${other}`;
      const there = sides.get(key) ?? (await findTakenBeside(plans, taking.parent, other));
      sides.set(key, there);
      takenThere ||= there.some((one) => isSame(one, taking.drift));
    }
    if (!takenThere) kept.push(taking);
  }
  return kept;
}

/** What the other parent of a merge has lost since the two parted. */
async function findTakenBeside(
  { repository: { home }, folders }: GuardedPlans,
  parent: string,
  other: string,
): Promise<Drift[]> {
  const base = await findMergeBase(home, parent, other);
  if (base === undefined) return [];
  const pair = { old: await readTree(home, base), new: await readTree(home, other) };
  return compareTrees(home, folders, [pair], findDrift);
}

async function keepStillMissing(
  { repository, folders }: GuardedPlans,
  takings: readonly Taking[],
  { trees }: CommitRange,
  end: string,
): Promise<Taking[]> {
  const parents = [...new Set(takings.map(({ parent }) => parent))];
  const pairs = parents.map((parent) => ({ parent, old: trees.get(parent) ?? '', new: end }));
  const missing = new Set(
    await compareTrees(repository.home, folders, pairs, (versions, index) =>
      findDrift(versions).map(({ path, sentinel }) => `${pairs[index]?.parent}\0${path}\0${sentinel}`),
    ),
  );
  return takings.filter(({ parent, drift: { path, sentinel } }) =>
    missing.has(`${parent}\0${path}\0${sentinel}`),
  );
}

function isSame(one: Drift, other: Drift): boolean {
  return one.path === other.path && one.sentinel === other.sentinel;
}
