import type { RepositoryFacts } from '../../tasks/repository-hold.ts';
import { findLandingHold } from '../../tasks/repository-hold.ts';
import type { RefineRun } from './refine-run.ts';
import type { StepEnd } from './refine-job.ts';

const SOON_MS = 60_000;

/** Holds a step back for a minute: what is in the way is the user's to finish, and nobody says when it is. */
export function holdForUser(reason: string): Extract<StepEnd, { kind: 'held' }> {
  return { kind: 'held', reason, until: new Date(Date.now() + SOON_MS).toISOString() };
}

/** Why a refinement cannot go on where the home work tree is now: it stays on the branch where it began. */
export function holdForBranch(run: RefineRun, { head }: RepositoryFacts): StepEnd | undefined {
  const began = findBranch(run);
  if (began === undefined || (head.kind === 'branch' && head.name === began)) return undefined;
  const here = head.kind === 'detached' ? 'a detached HEAD' : head.name;
  return holdForUser(`it was begun on ${began}, and this work tree is on ${here}`);
}

/** Why nothing of a refinement can be committed now. */
export function holdForCommit(run: RefineRun, facts: RepositoryFacts): StepEnd | undefined {
  const { head } = facts;
  if (head.kind !== 'branch') return holdForUser('HEAD is on no branch that could be committed to');
  const hold = findLandingHold(facts, findBranch(run) ?? head.name, false);
  return hold === null ? undefined : holdForUser(hold.message);
}

function findBranch(run: RefineRun): string | undefined {
  return run.manifest().rounds.find(({ branch }) => branch !== undefined)?.branch;
}
