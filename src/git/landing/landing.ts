import { existsSync } from 'node:fs';
import { errorCode, errorMessage } from '../../errors.ts';
import { findRebaseOf, isOnlyCheckedOutAt, listCheckouts } from './branch-places.ts';
import { readAliased, readLooseBranch } from '../branches.ts';
import { GitError, runGit } from '../git.ts';
import { readLooseCommit } from '../loose-object.ts';
import { recallPlaces, rememberPlaces } from './git-places.ts';
import { landInWorkTree } from './landing-checkout.ts';
import { listJournals } from './landing-journal.ts';
import {
  type AttemptRequest,
  explainRefusal,
  type LandingAttempt,
  type LandingOutcome,
  type LandingPlace,
  type LandingRequest,
  retryLater,
} from './landing-outcome.ts';
import { readLooseDifference } from '../loose-difference.ts';
import { listNewObjects, persistObjects } from './persist-objects.ts';
import { prepareRefUpdate } from './ref-transaction.ts';
import { readTreeDifference } from '../tree-changes.ts';

export type { LandingOutcome, LandingRequest } from './landing-outcome.ts';

const ATTEMPTS = 4;

/**
 * Brings a finished commit onto its branch. Where the branch is checked out, the files, the index and the branch of
 * that work tree move together, and only if the paths of the commit are clean there. Landing what is in already is
 * `landed`.
 */
export async function land(request: LandingRequest): Promise<LandingOutcome> {
  // The id becomes a file name, in which `~` separates it from others.
  if (!/^[\w.-]+$/.test(request.runId)) throw new Error(`not a run id: ${request.runId}`);
  if (listJournals(request.records).some((journal) => journal.runId === request.runId)) {
    return { kind: 'locked', by: `an unfinished landing of run ${request.runId}` };
  }
  let refreshes = false;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await tryToLand({ ...request, refreshes });
      if (outcome.kind !== 'again') return outcome;
      if (attempt === ATTEMPTS) return outcome.otherwise;
      refreshes ||= outcome.refreshes === true;
    }
  } catch (error) {
    if (error instanceof GitError && error.output.endedBy === 'signal') return { kind: 'stopped' };
    if (error instanceof GitError || errorCode(error) !== undefined) {
      return { kind: 'refused', output: errorMessage(error) };
    }
    throw error;
  }
}

async function tryToLand(request: AttemptRequest): Promise<LandingAttempt> {
  const { home, target } = request;
  const place = await findPlace(home, request);
  if ('kind' in place) return place;
  if (isOnlyCheckedOutAt(place.gitDir, place)) return landInWorkTree(request, place);
  const checkouts = await listCheckouts(home, target);
  if (checkouts.length > 1) {
    return { kind: 'wrong-branch', message: `${target} is checked out in ${checkouts.length} work trees` };
  }
  const [checkout] = checkouts;
  if (checkout === undefined) return landOnRef(request, place);
  if (!existsSync(checkout)) {
    return { kind: 'wrong-branch', message: `${target} is checked out in ${checkout}, which is not there` };
  }
  const elsewhere = await findPlace(checkout, request);
  return 'kind' in elsewhere ? elsewhere : landInWorkTree(request, elsewhere);
}

async function findPlace(cwd: string, request: LandingRequest): Promise<LandingPlace | LandingOutcome> {
  const place = recallPlace(cwd, request) ?? (await askForPlace(cwd, request));
  if ('kind' in place) return place;
  const aliased = readAliased(place.commonDir, request.target);
  // To move it moves the other one, wherever that is checked out.
  if (aliased !== undefined) {
    const message = `${request.target} is only another name for ${aliased} (a symbolic branch)`;
    return { kind: 'wrong-branch', message };
  }
  const operation = findRebaseOf(place.commonDir, request.target);
  if (operation !== undefined) return { kind: 'operation-in-progress', operation };
  return place.isChild ? place : ((await compareToTip(cwd, place.tip, request.commit)) ?? place);
}

/** Nearly every commit was just made on top of a branch that has just moved: files say so, and no process is needed. */
function recallPlace(cwd: string, { target, commit }: LandingRequest): LandingPlace | undefined {
  const places = recallPlaces(cwd);
  if (places === undefined) return undefined;
  const tip = readLooseBranch(places.commonDir, target);
  const facts = readLooseCommit(places.objects, commit);
  if (tip === undefined || facts?.parents.length !== 1 || facts.parents[0] !== tip) return undefined;
  const place = { cwd, ...places, ref: `refs/heads/${target}`, tip, tree: facts.tree, isChild: true };
  const difference = readLooseDifference(places.objects, tip, commit);
  return difference === undefined ? place : { ...place, difference };
}

async function askForPlace(
  cwd: string,
  { target, commit }: LandingRequest,
): Promise<LandingPlace | LandingOutcome> {
  const ref = `refs/heads/${target}`;
  const parse = ['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir'];
  const names = [
    '--git-path',
    'index',
    '--git-path',
    'objects',
    `${ref}^{commit}`,
    `${commit}^{tree}`,
    `${commit}^@`,
  ];
  // What the commit changes is asked for before it is known that it is the child of the tip.
  const [output, difference] = await Promise.all([
    runGit(cwd, [...parse, ...names]),
    readTreeDifference(cwd, `${commit}^`, commit).catch(() => undefined),
  ]);
  if (output.code !== 0) {
    if (!output.stderr.includes(ref)) return { kind: 'refused', output: output.stderr.trim() };
    return { kind: 'wrong-branch', message: `the branch ${target} does not exist` };
  }
  const [gitDir = '', commonDir = '', indexFile = '', objects = '', tip = '', tree = '', ...parents] =
    output.stdout.trimEnd().split('\n');
  const places = { gitDir, commonDir, indexFile, objects };
  rememberPlaces(cwd, places);
  const isChild = parents.length === 1 && parents[0] === tip;
  const place = { cwd, ...places, ref, tip, tree, isChild };
  return isChild && difference !== undefined ? { ...place, difference } : place;
}

/** Undefined when the commit is ahead of the tip, and of it only. */
async function compareToTip(cwd: string, tip: string, commit: string): Promise<LandingOutcome | undefined> {
  const range = `${tip}...${commit}`;
  const output = await runGit(cwd, ['rev-list', '--left-right', '--count', range, '--']);
  if (output.code !== 0) return { kind: 'refused', output: output.stderr.trim() };
  const [behind, ahead] = output.stdout.trim().split('\t').map(Number);
  if (ahead === 0) return { kind: 'landed', commit, previous: tip };
  return behind === 0 ? undefined : { kind: 'base-moved', tip };
}

/** Nobody has the branch checked out: only the ref moves. */
async function landOnRef(request: LandingRequest, place: LandingPlace): Promise<LandingAttempt> {
  const { cwd, ref, tip } = place;
  const { commit, message, target, signal } = request;
  await persistObjects(place.objects, await listNewObjects(cwd, tip, commit));
  const prepared = await prepareRefUpdate({ cwd, ref, old: tip, new: commit, message, signal });
  if (!prepared.ok) return explainRefusal(prepared.failure);
  try {
    // Whoever checked the branch out meanwhile has an index of the old tip, which must not be left behind.
    if ((await listCheckouts(cwd, target)).length > 0) {
      return retryLater('somebody who keeps checking the branch out');
    }
    const done = await prepared.value.commit();
    // A hook that hangs once the branch has moved takes nothing back.
    if (done.ok || (await contains(cwd, ref, commit))) return { kind: 'landed', commit, previous: tip };
    return signal?.aborted === true ? { kind: 'stopped' } : { kind: 'refused', output: done.failure };
  } finally {
    await prepared.value.abort();
  }
}

async function contains(cwd: string, ref: string, commit: string): Promise<boolean> {
  return (await runGit(cwd, ['merge-base', '--is-ancestor', commit, ref])).code === 0;
}
