import { OperatorError } from '../errors.ts';
import { findLandingHold } from '../tasks/repository-hold.ts';
import type { TaskFacts } from '../tasks/world.ts';
import type { Ports } from './ports.ts';
import { untickWorkingFile } from './tick.ts';
import type { Workspace } from './workspace.ts';

/**
 * Reverts the commit of a task and lands the revert like any work. The task then waits (`removed-by-user`) until it is
 * retried. Throws `OperatorError`, with nothing changed, when it cannot.
 */
export async function undoTask(
  ports: Ports,
  { task, landed }: TaskFacts,
): Promise<{ task: string; commit: string }> {
  if (landed.kind !== 'landed') {
    throw new OperatorError(`${task.id} has no commit that could be undone`, {
      todo: `planex why ${task.id}`,
    });
  }
  const facts = await ports.repository.readFacts();
  if (facts.head.kind !== 'branch') {
    throw new OperatorError('HEAD is not on a branch', { todo: 'git switch <branch>' });
  }
  const target = facts.head.name;
  const hold = findLandingHold(facts, target, false);
  if (hold !== null) {
    throw new OperatorError(hold.message, hold.action === undefined ? {} : { todo: hold.action });
  }
  const runId = ports.newRunId();
  const workspace = await ports.workspaces.acquire(runId, facts.head.oid);
  try {
    const commit = await revertAndLand(ports, { runId, target, workspace }, landed.commit);
    // The revert brings back the boxes of a plan that the commit had ticked; those of an untracked plan are ours to empty.
    await untickWorkingFile(ports, task);
    return { task: task.id, commit };
  } finally {
    await ports.workspaces.release(workspace);
  }
}

async function revertAndLand(
  ports: Ports,
  { runId, target, workspace }: { runId: string; target: string; workspace: Workspace },
  commit: string,
): Promise<string> {
  const short = commit.slice(0, 10);
  const reverted = await ports.workspaces.revert(workspace, commit);
  if (reverted.kind === 'conflict') {
    throw new OperatorError(`later commits build on ${short}: ${reverted.paths.join(', ')}`, {
      todo: `git revert ${short}, and settle the conflict by hand`,
    });
  }
  if (reverted.kind !== 'reverted') {
    const detail = reverted.kind === 'failed' ? { where: reverted.output.trim() } : {};
    throw new OperatorError(`the changes of ${short} could not be taken back`, {
      ...detail,
      todo: `git show ${short}`,
    });
  }
  const outcome = await ports.landing.land({
    runId,
    target,
    commit: reverted.commit,
    message: `planex: undo ${short}`,
  });
  switch (outcome.kind) {
    case 'landed':
      return outcome.commit;
    case 'dirty-paths':
      throw new OperatorError(`you have uncommitted work in ${outcome.paths.join(', ')}`, {
        todo: 'commit or stash it, then undo again',
      });
    case 'base-moved':
      throw new OperatorError(`${target} moved meanwhile`, { todo: 'undo again' });
    case 'busy':
      throw new OperatorError(outcome.message, { todo: 'undo again in a moment' });
    case 'refused':
      throw new OperatorError(`git refused to move ${target}`, { where: outcome.output.trim() });
  }
}
