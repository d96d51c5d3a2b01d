import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskView } from '../../src/daemon/look/status-view.ts';
import { checkMoves } from './check-moves.ts';
import { checkUser } from './check-user.ts';
import { type Daemon, waitForStatus } from './daemon.ts';
import { type Desk, tidyUp } from './habit.ts';
import type { ExpectedWork } from './landed-work.ts';
import { readGit } from './run-command.ts';

const PATIENCE_MS = 120_000;
const FOR_SIDE = /made for side/;

/** Lets the rest of the work land, on both branches, and brings them together; a line for each task that is stuck. */
export async function letWorkLand(desk: Desk, daemon: Daemon): Promise<string[]> {
  const { user } = desk;
  await tidyUp(desk);
  const isOverOrForSide = ({ status, reason }: TaskView): boolean =>
    isOver(status) || FOR_SIDE.test(reason?.message ?? '');
  await waitForStatus(daemon, ({ tasks }) => tasks.every(isOverOrForSide), PATIENCE_MS);
  await user.run(['switch', '--quiet', 'side']);
  await waitForStatus(daemon, ({ tasks }) => tasks.every(({ status }) => isOver(status)), PATIENCE_MS);
  await user.run(['switch', '--quiet', 'main']);
  await user.run(['merge', '--quiet', '--no-edit', 'side']);
  const { tasks } = await daemon.status();
  return tasks
    .filter(({ status }) => status !== 'done')
    .map(({ id, status, reason }) => `${id} is not done: ${status}, ${reason?.message ?? ''}`);
}

function isOver(status: string): boolean {
  return status === 'done' || status === 'failed';
}

/** Everything that has to hold when user and planex are at rest. */
export async function checkEnd(desk: Desk, expected: readonly ExpectedWork[]): Promise<string[]> {
  const { scene } = desk;
  const { folder } = scene;
  const violations = await checkUser(scene);
  const { violations: moved, landings } = await checkMoves(folder, ['main', 'side'], expected);
  violations.push(...moved);
  for (const { taskId, path, text } of expected) {
    const times = landings.get(taskId) ?? 0;
    if (times !== 1) violations.push(`${taskId} landed ${times} times`);
    const file = join(folder, path);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
      violations.push(`${path} is not as its task left it`);
  }
  const left = await readGit(folder, 'status', '--porcelain', '--', '.', ':!docs/plans');
  if (left !== '') violations.push(`git status is not clean:\n${left}`);
  const stashes = await readGit(folder, 'stash', 'list');
  if (stashes !== '') violations.push(`something is left in the stash:\n${stashes}`);
  for (const lock of ['index.lock', 'HEAD.lock', 'refs/heads/main.lock', 'refs/heads/side.lock']) {
    if (existsSync(join(folder, '.git', lock))) violations.push(`${lock} is left`);
  }
  await readGit(folder, 'fsck', '--strict', '--no-dangling').catch((error: unknown) =>
    violations.push(String(error)),
  );
  return violations;
}
