import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { StatusView } from '../../src/daemon/look/status-view.ts';
import { type PlanTask, writePlan } from './plan.ts';
import { planexOk, settle, standings, startDaemon, waitForStatus } from './planex.ts';
import type { TestRepository } from './repository.ts';

/**
 * Writes a plan with these tasks and lets it run to its end. Fails unless every task has landed, the object store is
 * sound, and neither files nor index differ from HEAD in anything but what is expected.
 */
export async function landPlan(
  repository: TestRepository,
  tasks: readonly PlanTask[],
  options: { name?: string; status?: string } = {},
): Promise<StatusView> {
  const { ids } = writePlan(repository, options.name ?? 'mine', tasks);
  const { status } = await settle(repository);
  const own = status.tasks.filter(({ id }) => ids.includes(id));
  expect(own.map(({ status: where, reason }) => reason?.message ?? where)).toEqual(tasks.map(() => 'done'));
  expectWhole(repository, options.status);
  return status;
}

/** Fails unless `git status` says this (`?? docs/` unless told), `git fsck` is content and no lock is left. */
export function expectWhole(repository: TestRepository, status = '?? docs/'): void {
  expect(repository.git('-c', 'core.quotePath=true', 'status', '--porcelain')).toBe(status);
  repository.git('fsck', '--no-progress', '--no-dangling', '--connectivity-only');
  const common = repository.git('rev-parse', '--path-format=absolute', '--git-common-dir');
  const locks = readdirSync(common, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.lock') && !path.startsWith('planex/'),
  );
  expect(locks.map((path) => join(common, path))).toEqual([]);
}

/**
 * With a daemon in a repository whose state keeps work from landing: its one task waits for the reason `code`, in words
 * and with an act where one helps, and lands by itself once `leave` has ended the state. Then the daemon is stopped: after a
 * landing it still clears away, and takes locks for that.
 */
export async function expectWaitsUntil(
  repository: TestRepository,
  code: string,
  leave: () => void,
): Promise<void> {
  await startDaemon(repository);
  const waiting = await waitForStatus(repository, (status) => status.tasks[0]?.status === 'waiting');
  expect(standings(waiting)).toEqual([`waiting: ${code}`]);
  expect(waiting.tasks[0]?.reason?.message).toMatch(/\w/);
  leave();
  await waitForStatus(repository, (status) => status.tasks[0]?.status === 'done');
  await planexOk(repository, 'stop');
}

/** Status letters and paths of the newest commit: `A\tmade.txt`. */
export function newestChange(repository: TestRepository): string {
  return repository.git('show', '--format=', '--name-status', '--no-renames', 'HEAD');
}
