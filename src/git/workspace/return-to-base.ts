import type { Repository } from '../repository.ts';
import { pickCommit } from './pick-commit.ts';
import { keepRun, readRunCommit } from './run-refs.ts';
import {
  checkOut,
  forgetCommits,
  readDetachedHead,
  reattach,
  rememberBaseIndex,
} from './workspace-checkout.ts';
import { commitWorkspaceTree, snapshotWorkspace, writeWorkspaceTree } from './workspace-snapshot.ts';
import { runInWorkspace, type Workspace } from './workspace.ts';

export type ReturnOutcome =
  /** What the files differ in from the base is the executor's work and nothing else. */
  | { kind: 'on-base' }
  /** The work was done on another commit and does not fit on the base. It is kept, or still in the files. */
  | { kind: 'left-base'; message: string };

/*
 *                 M ──────▶ base          M: where the executor's HEAD and the base part
 *                 │           │
 *   kept as W ──▶ W ─ pick ─▶ files       W: its files, as a commit on M
 *
 * W is kept before any file is touched. After a death in between, the run's reference, whose parent is not the base,
 * says that the pick has to be made again.
 */

/**
 * Brings the work of an executor that switched to a commit without the base in it onto the base, by a three-way merge.
 * Without that, all that the base has and the other commit lacks would look as if the executor had taken it back.
 */
export async function returnToBase(repository: Repository, workspace: Workspace): Promise<ReturnOutcome> {
  await reattach(workspace);
  const kept = await readRunCommit(repository, workspace.runId);
  if (kept !== undefined && kept.parent !== workspace.base) {
    return pickWork(repository, workspace, kept.commit, kept.parent);
  }
  const head = await readStrayHead(workspace);
  if (head === undefined) return { kind: 'on-base' };
  const tree = await writeWorkspaceTree(workspace);
  if (tree === undefined) return { kind: 'on-base' };
  const fork = await runInWorkspace(workspace, ['merge-base', head, workspace.base]);
  if (fork.code !== 0) {
    return { kind: 'left-base', message: describe(workspace, head, 'they have no history in common') };
  }
  const parent = fork.stdout.trim();
  const work = await commitWorkspaceTree(workspace, tree, parent);
  await keepRun(repository, workspace.runId, work);
  return pickWork(repository, workspace, work, parent);
}

/** The commit at HEAD unless it has the base in it; undefined also on a branch without commits, which moves no files. */
async function readStrayHead(workspace: Workspace): Promise<string | undefined> {
  // Hardly an executor moves HEAD.
  if ((await readDetachedHead(workspace)) === workspace.base) return undefined;
  const answer = await runInWorkspace(workspace, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  if (answer.code !== 0) return undefined;
  const head = answer.stdout.trim();
  const { code } = await runInWorkspace(workspace, ['merge-base', '--is-ancestor', workspace.base, head]);
  return code === 0 ? undefined : head;
}

async function pickWork(
  repository: Repository,
  workspace: Workspace,
  work: string,
  parent: string,
): Promise<ReturnOutcome> {
  // By way of the work's own commit, for a check-out removes only files that it knows.
  await forgetCommits(workspace);
  await checkOut(workspace, work);
  await checkOut(workspace, workspace.base);
  await rememberBaseIndex(workspace);
  const outcome = await pickCommit(workspace, ['cherry-pick', '--no-commit', work]);
  if (outcome.kind === 'conflict') {
    const why = `conflicts in ${outcome.paths.join(', ')}`;
    return { kind: 'left-base', message: describe(workspace, parent, why) };
  }
  if (outcome.kind === 'failed') {
    return { kind: 'left-base', message: describe(workspace, parent, outcome.output) };
  }
  await snapshotWorkspace(repository, workspace);
  return { kind: 'on-base' };
}

function describe({ base }: Workspace, other: string, why: string): string {
  const [from, onto] = [other, base].map((commit) => commit.slice(0, 10));
  return `the executor switched from its base ${onto} to ${from}, and its work does not fit on the base: ${why}`;
}
