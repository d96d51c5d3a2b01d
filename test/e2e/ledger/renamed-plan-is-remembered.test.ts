import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { planText, writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

const OLD = 'docs/plans/2026-11-20-old.md';
const NEW = 'docs/plans/2026-11-20-new.md';
const TASK = 'docs/plans/2026-11-20-old#1';

function rename(repository: TestRepository, from: string, to: string): void {
  renameSync(join(repository.path, from), join(repository.path, to));
}

/** A repository whose one plan waits for something outside of it before it may run, and counts how often it ran. */
async function makePlan(
  commands: readonly string[] = [],
): Promise<{ repository: TestRepository; runs: () => number }> {
  const repository = makeRepository();
  repository.write('.git/runs', '');
  const count = `echo run >> "$(git rev-parse --path-format=absolute --git-common-dir)/runs"`;
  writePlan(repository, 'old', [
    { ...writes('tea.txt'), commands: [count, ...commands, 'echo tea > tea.txt'] },
  ]);
  return { repository, runs: () => repository.read('.git/runs').split('run').length - 1 };
}

it.each<[string, string, (repository: TestRepository) => Promise<unknown>]>([
  ['rejected', 'waiting: approval', (repository) => planexOk(repository, 'reject', OLD, '--why', 'no')],
  ['cancelled', 'cancelled: cancelled', (repository) => planexOk(repository, 'cancel', TASK)],
  ['revoked', 'waiting: not-admitted', (repository) => planexOk(repository, 'trust', '--revoke', OLD)],
])('a plan that was %s is so under another name, and back under its own', async (_name, standing, refuse) => {
  const { repository, runs } = await makePlan();
  await planexOk(repository, 'status');
  await refuse(repository);
  expect(standings((await settle(repository)).status)).toEqual([standing]);
  rename(repository, OLD, NEW);
  expect(standings((await settle(repository)).status)).toEqual([standing]);
  rename(repository, NEW, 'docs/plans/third.md');
  expect(standings((await settle(repository)).status)).toEqual([standing]);
  rename(repository, 'docs/plans/third.md', OLD);
  expect(standings((await settle(repository)).status)).toEqual([standing]);
  expect(runs()).toBe(0);
});

it('work that was undone is not done again under another name, also beside a daemon', async () => {
  const { repository, runs } = await makePlan();
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
  await planexOk(repository, 'undo', TASK);
  rename(repository, OLD, NEW);
  const status = await waitForStatus(
    repository,
    ({ tasks }) => tasks[0]?.id.endsWith('new#1') === true && tasks[0].reason !== undefined,
  );
  expect(standings(status)).toEqual(['waiting: removed-by-user']);
  expect(runs()).toBe(1);
});

it('what failed is failed under another name, until it is retried', async () => {
  const { repository, runs } = await makePlan(['false']);
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  rename(repository, OLD, NEW);
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  expect(runs()).toBe(1);
  await planexOk(repository, 'retry', 'docs/plans/2026-11-20-new#1');
  await settle(repository);
  expect(runs()).toBe(2);
  // What has become of it since counts where it goes back to.
  rename(repository, NEW, OLD);
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  expect(runs()).toBe(2);
});

it('what fails after its plan was renamed has failed under the new name', async () => {
  const gate = makeGate();
  const { repository, runs } = await makePlan([gate.wait, 'false']);
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
  rename(repository, OLD, NEW);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.id.endsWith('new#1') === true);
  await gate.pass();
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'failed');
  expect(standings(status)).toEqual(['failed: internal']);
  expect(runs()).toBe(1);
});

it('a plan that takes the name is another: it fails once, and nothing becomes of the one before it', async () => {
  const { repository, runs } = await makePlan(['false']);
  await settle(repository);
  rename(repository, OLD, NEW);
  await settle(repository);
  repository.write(OLD, repository.read(NEW).replace('echo tea', 'echo rum'));
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', 'failed: internal']);
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', 'failed: internal']);
  expect(runs()).toBe(2);
});

it('a rejection under the new name ends the run that was begun under the old one', async () => {
  const gate = makeGate();
  const { repository } = await makePlan([gate.wait]);
  await startDaemon(repository);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'running');
  rename(repository, OLD, NEW);
  await waitForStatus(repository, ({ tasks }) => tasks[0]?.id.endsWith('new#1') === true);
  expect(await planexOk(repository, 'reject', NEW, '--why', 'no')).toContain('ended the run');
  const status = await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'waiting');
  expect(standings(status)).toEqual(['waiting: approval']);
  expect(existsSync(join(repository.path, 'tea.txt'))).toBe(false);
});

it('what calls a plan and its tasks had counts against their caps under another name', async () => {
  const repository = makeRepository();
  const calls = join(makeFolder(), 'calls');
  const retryAndSettle = async (path: string): Promise<string[]> => {
    await planexOk(repository, 'retry', `${path.replace(/\.md$/, '')}#1`);
    return standings((await settle(repository)).status);
  };
  repository.write(
    '.planexrc',
    JSON.stringify({
      executors: { mine: { command: ['sh', '-c', `cat > /dev/null; echo call >> ${calls}; exit 1`] } },
      budget: { plan: { calls: 2 } },
    }),
  );
  repository.write(OLD, planText([{ backend: 'mine', files: ['tea.txt'] }]));
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  rename(repository, OLD, NEW);
  expect(await retryAndSettle(NEW)).toEqual(['failed: internal']);
  rename(repository, NEW, 'docs/plans/third.md');
  expect(await retryAndSettle('docs/plans/third.md')).toEqual(['waiting: budget']);
});

it('a copy of a plan is a plan of its own', async () => {
  const { repository, runs } = await makePlan(['false']);
  await settle(repository);
  repository.write(NEW, repository.read(OLD));
  await settle(repository);
  expect(runs()).toBe(2);
});

it('it is known by the bytes that it had last, also when those were admitted before others', async () => {
  const { repository, runs } = await makePlan(['false']);
  const first = repository.read(OLD);
  await settle(repository);
  repository.write(OLD, first.replace('# old', '# another title'));
  await settle(repository);
  repository.write(OLD, first);
  await settle(repository);
  await planexOk(repository, 'retry', TASK);
  await planexOk(repository, 'cancel', TASK);
  rename(repository, OLD, NEW);
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  expect(runs()).toBe(1);
});

it('what was cancelled before anybody trusted it is so when it is trusted under another name', async () => {
  const { repository, runs } = await makePlan();
  repository.git('add', '.');
  repository.git('commit', '--quiet', '-m', 'a plan from before planex');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: not-admitted']);
  await planexOk(repository, 'cancel', TASK);
  repository.git('mv', OLD, NEW);
  repository.git('commit', '--quiet', '-m', 'another name');
  await settle(repository);
  await planexOk(repository, 'trust', '--yes', NEW);
  expect(standings((await settle(repository)).status)).toEqual(['cancelled: cancelled']);
  expect(runs()).toBe(0);
});
