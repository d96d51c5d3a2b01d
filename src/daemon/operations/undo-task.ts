import { OperatorError } from '../../errors.ts';
import { writeUndone } from '../../execplan/write-undone.ts';
import { findLandingHold } from '../../tasks/repository-hold.ts';
import type { Task } from '../../tasks/task.ts';
import type { TaskFacts } from '../../tasks/world.ts';
import { describeDirt } from '../describe-dirt.ts';
import { createTurns } from '../turns.ts';
import { checkUndo } from './check-undo.ts';
import { admitEdited, editBytes, editPlan } from './edit-plan.ts';
import type { Ports } from '../ports.ts';
import { useUndoWorkspace } from './undo-workspace.ts';
import type { Workspace } from '../workspace.ts';

/** One at a time for each store. None is at it in another process: whoever undoes has the store's lock. */
const inTurn = createTurns();

/** What was undone, and the commit that has done so. */
interface Undone {
  task: string;
  commit: string;
}

/**
 * Reverts the commit of the task that `find` finds once its turn has come, and lands the revert like any work. The task then
 * waits (`removed-by-user`) until it is retried. Throws `OperatorError`, with nothing changed, when it cannot.
 */
export function undoTask(ports: Ports, find: () => Promise<TaskFacts>): Promise<Undone> {
  return inTurn(ports.records, async () => undo(ports, await find()));
}

async function undo(ports: Ports, of: TaskFacts): Promise<Undone> {
  const { task, landed } = of;
  if (landed.kind !== 'landed') {
    throw new OperatorError(`${task.id} has no commit that could be undone`, {
      todo: `planex why ${task.id}`,
    });
  }
  await checkUndo(ports, of, landed.commit);
  const facts = await ports.repository.readFacts();
  if (facts.head.kind !== 'branch') {
    throw new OperatorError('HEAD is not on a branch', { todo: 'git switch <branch>' });
  }
  const { name: target, oid: base } = facts.head;
  const hold = findLandingHold(facts, target, false);
  if (hold !== null) {
    throw new OperatorError(hold.message, hold.action === undefined ? {} : { todo: hold.action });
  }
  const runId = ports.newRunId();
  const { workspaces } = ports;
  const warn = (message: string): void =>
    ports.events.append({
      type: 'run:warning',
      at: new Date(ports.nowMs()).toISOString(),
      taskId: task.id,
      runId,
      message,
    });
  return useUndoWorkspace({ workspaces, warn }, base, async (workspace) => {
    const change = await tellUndone(ports, task, landed.commit);
    const commit = await revertAndLand(
      ports,
      { runId, target, workspace, task, change, base },
      landed.commit,
    );
    await editPlan(ports, task.artifactPath, change);
    return { task: task.id, commit };
  });
}

interface Undo {
  runId: string;
  target: string;
  workspace: Workspace;
  /** What is reverted on. */
  base: string;
  task: Task;
  change: (text: string) => string | undefined;
}

/** What an undo makes of the plan: of what the landing wrote only the ticks are taken back. */
async function tellUndone(
  ports: Ports,
  { key, digest, artifactPath }: Task,
  commit: string,
): Promise<Undo['change']> {
  if (!artifactPath.toLowerCase().endsWith('.md')) return () => undefined;
  const by = (await ports.repository.readUserName()) ?? 'a person';
  const atMs = ports.nowMs();
  return (text) => writeUndone(text, { key, digest, commit, atMs, by });
}

/**
 * The revert with the plan as it should be. Where the plan is untracked or has changes of the user's, it is left to the
 * working tree.
 */
async function tellInRevert(ports: Ports, { task, change, base }: Undo, reverted: string): Promise<string> {
  const path = task.artifactPath;
  const standing = (await ports.repository.readStandings([path])).get(path);
  const [before, now] = await Promise.all([
    ports.repository.readBlob(base, path),
    ports.repository.readBlob(reverted, path),
  ]);
  if (standing !== 'clean' || before === undefined || now === undefined) return reverted;
  const edit = editBytes(before, change);
  const bytes = edit instanceof Uint8Array ? edit : before;
  const working = await ports.repository.readFile(path);
  const edited = working === undefined ? undefined : editBytes(working, change);
  await admitEdited(ports, path, before, bytes);
  if (working !== undefined && edited instanceof Uint8Array) await admitEdited(ports, path, working, edited);
  return Buffer.compare(bytes, now) === 0 ? reverted : ports.workspaces.amend(reverted, [{ path, bytes }]);
}

async function revertAndLand(ports: Ports, undo: Undo, commit: string): Promise<string> {
  const { runId, target, workspace, task } = undo;
  const short = commit.slice(0, 10);
  const reverted = await ports.workspaces.revert(workspace, commit, task.artifactPath);
  if (reverted.kind === 'conflict') {
    throw new OperatorError(`later commits build on ${short}: ${reverted.paths.join(', ')}`, {
      todo: `git revert ${short}, and settle the conflict by hand`,
    });
  }
  if (reverted.kind === 'nothing') {
    throw new OperatorError(`nothing of ${short} is on ${target}`, {
      todo: `git branch --contains ${short} lists the branches that have it: switch to one of them and undo again`,
    });
  }
  if (reverted.kind !== 'reverted') {
    throw new OperatorError(`the changes of ${short} could not be taken back`, {
      where: reverted.output.trim(),
      todo: `git show ${short}`,
    });
  }
  const outcome = await ports.landing.land({
    runId,
    target,
    commit: await tellInRevert(ports, undo, reverted.commit),
    message: `planex: undo ${short}`,
  });
  switch (outcome.kind) {
    case 'landed':
      return outcome.commit;
    case 'dirty-paths': {
      const { message, action } = await describeDirt(ports, outcome.paths);
      throw new OperatorError(message, { todo: `${action}, then undo again` });
    }
    case 'base-moved':
      throw new OperatorError(`${target} moved meanwhile`, { todo: 'undo again' });
    case 'busy': {
      const { message, action } = outcome;
      const todo = action === undefined ? 'undo again in a moment' : `${action}, then undo again`;
      throw new OperatorError(message, { todo });
    }
    case 'stopped':
      throw new OperatorError('planex was told to stop', { todo: 'undo again' });
    case 'refused':
      throw new OperatorError(`git refused to move ${target}`, { where: outcome.output.trim() });
  }
}
