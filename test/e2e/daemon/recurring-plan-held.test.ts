import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { makeGate } from '../../support/gate.ts';
import { writePlan } from '../../support/plan.ts';
import { planexOk, readEventLog, startDaemon, taskOf, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

const YEAR_MS = 366 * 24 * 3_600_000;
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../support/clock-shift.mjs')).href;
const EACH_YEAR = '0 0 1 1 *';

interface Scene {
  repository: TestRepository;
  /** Lets a year pass, and resolves once the plan that nobody holds was done again. */
  passYear: () => Promise<void>;
  /** Ends the daemon and starts it again. */
  restart: () => Promise<void>;
  countRuns: (name: string) => number;
}

/** A daemon with plans that recur each year, beside one more that nobody holds. */
async function makeScene(plans: Readonly<Record<string, readonly string[]>>): Promise<Scene> {
  const repository = makeRepository();
  const clock = join(makeFolder(), 'shift');
  const env = { NODE_OPTIONS: `--import=${PRELOAD}`, CLOCK_SHIFT: clock };
  const all = { ...plans, free: ['date +%s%N >> free.txt'] };
  const paths = Object.entries(all).map(
    ([name, commands]) => writePlan(repository, name, [{ files: [`Modify: ${name}.txt`], commands }]).path,
  );
  const recurring = Object.fromEntries(paths.map((path) => [path, EACH_YEAR]));
  repository.write('.planexrc', JSON.stringify({ schedule: { reconcile: '* * * * * *', recurring } }));
  const countRuns = (name: string): number =>
    readEventLog(repository).filter(
      (event) => event.type === 'run:claimed' && event.taskId.endsWith(`${name}#1`),
    ).length;
  const countLandings = (): number => repository.git('log', '--format=%s').split('feat(free)').length - 1;
  let years = 0;
  await startDaemon(repository, { env });
  return {
    repository,
    countRuns,
    async passYear() {
      const before = countLandings();
      writeFileSync(clock, String(++years * YEAR_MS));
      await waitForStatus(
        repository,
        (status) => countLandings() > before && taskOf(status, 'free#1').status === 'done',
      );
    },
    async restart() {
      await planexOk(repository, 'stop');
      await startDaemon(repository, { env });
    },
  };
}

it('what was undone of a recurring plan is held at later times until retry', async () => {
  const { repository, passYear, restart, countRuns } = await makeScene({ held: ['date +%s%N >> held.txt'] });
  await passYear();
  await waitForStatus(repository, (status) => taskOf(status, 'held#1').status === 'done');
  await planexOk(repository, 'undo', 'held#1');
  await passYear();
  await restart();
  await passYear();
  const held = await waitForStatus(repository, (status) => taskOf(status, 'held#1').status === 'waiting');
  expect(taskOf(held, 'held#1').reason).toMatchObject({ code: 'removed-by-user' });
  expect(countRuns('held')).toBe(1);

  await planexOk(repository, 'retry', 'held#1');
  await waitForStatus(repository, (status) => taskOf(status, 'held#1').status === 'done');
  await passYear();
  await waitForStatus(repository, (status) => taskOf(status, 'held#1').status === 'done');
  expect(countRuns('held')).toBe(3);
});

it('what was cancelled of a recurring plan is held at later times until retry', async () => {
  const gate = makeGate();
  const { repository, passYear, restart, countRuns } = await makeScene({
    running: [gate.wait, 'date +%s%N >> running.txt'],
    early: ['date +%s%N >> early.txt'],
  });
  await planexOk(repository, 'cancel', 'early#1');
  await passYear();
  await waitForStatus(repository, (status) => taskOf(status, 'running#1').status === 'running');
  await planexOk(repository, 'cancel', 'running#1');
  await passYear();
  await restart();
  await passYear();
  const names = ['running', 'early'];
  const held = await waitForStatus(repository, (status) => taskOf(status, 'early#1').status === 'cancelled');
  expect(names.map((name) => taskOf(held, `${name}#1`).status)).toEqual(['cancelled', 'cancelled']);
  expect(names.map(countRuns)).toEqual([1, 0]);

  await planexOk(repository, 'retry', 'running#1');
  await gate.pass();
  await waitForStatus(repository, (status) => taskOf(status, 'running#1').status === 'done');
  expect(names.map(countRuns)).toEqual([2, 0]);
});

it('a changed text of a recurring plan runs although the one before was cancelled', async () => {
  const { repository, passYear, countRuns } = await makeScene({ held: ['date +%s%N >> held.txt'] });
  await planexOk(repository, 'cancel', 'held#1');
  await passYear();
  writePlan(repository, 'held', [{ files: ['Modify: held.txt'], commands: ['echo changed >> held.txt'] }]);
  await waitForStatus(repository, (status) => taskOf(status, 'held#1').status === 'done');
  expect(countRuns('held')).toBe(1);
});

it('what was said of a recurring plan holds when it gets a name under which it does not recur', async () => {
  const plans = ['undone', 'cancelled'];
  const { repository, passYear, countRuns } = await makeScene(
    Object.fromEntries(plans.map((name) => [name, [`date +%s%N >> ${name}.txt`]])),
  );
  await planexOk(repository, 'cancel', 'cancelled#1');
  await passYear();
  await waitForStatus(repository, (status) => taskOf(status, 'undone#1').status === 'done');
  await planexOk(repository, 'undo', 'undone#1');
  await passYear();
  for (const name of plans) {
    const path = join(repository.path, `docs/plans/2026-11-20-${name}.md`);
    renameSync(path, path.replace('.md', '-once.md'));
  }
  const once = plans.map((name) => `${name}-once#1`);
  const held = await waitForStatus(repository, ({ tasks }) =>
    once.every((end) => tasks.some(({ id, status }) => id.endsWith(end) && status !== 'pending')),
  );
  expect(once.map((end) => taskOf(held, end).reason?.code)).toEqual(['removed-by-user', 'cancelled']);
  await passYear();
  expect(plans.map((name) => countRuns(`${name}-once`))).toEqual([0, 0]);
});

it('what was done of a recurring plan is not done again when it gets a name under which it does not recur', async () => {
  const { repository, passYear, countRuns } = await makeScene({ weekly: ['date +%s%N >> weekly.txt'] });
  await passYear();
  await waitForStatus(repository, (status) => taskOf(status, 'weekly#1').status === 'done');
  const path = join(repository.path, 'docs/plans/2026-11-20-weekly.md');
  renameSync(path, path.replace('.md', '-once.md'));
  await waitForStatus(repository, ({ tasks }) =>
    tasks.some(({ id, status }) => id.endsWith('weekly-once#1') && status === 'done'),
  );
  await passYear();
  expect(countRuns('weekly-once')).toBe(0);
});
