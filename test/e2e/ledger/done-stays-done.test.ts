import { renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { execPlanText } from '../../support/exec-plan.ts';
import { planText, type PlanTask, writes } from '../../support/plan.ts';
import {
  planexOk,
  recordsFolder,
  settle,
  standings,
  startDaemon,
  waitForStatus,
} from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-two.md';
// Without boxes, so that only the commits tell that they are done.
const TASKS: PlanTask[] = [writes('one.txt'), writes('two.txt')].map((task) => ({ ...task, boxes: [] }));
const TEXT = planText(TASKS);

/** A repository in which both tasks have landed, and how many commits it had then. */
async function makeDone(): Promise<{ repository: TestRepository; landed: string }> {
  const repository = makeRepository();
  repository.write(PLAN, TEXT);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
  return { repository, landed: repository.git('rev-list', '--count', '--all') };
}

function deleteState(repository: TestRepository): void {
  rmSync(recordsFolder(repository), { recursive: true });
  rmSync(join(process.env['XDG_STATE_HOME'] ?? '', 'planex'), { recursive: true, force: true });
  repository.git('worktree', 'prune');
}

const EVENTS: [string, (at: TestRepository) => void][] = [
  ['a restart', () => undefined],
  ['the deletion of all state', deleteState],
  ['a touch', (at) => utimesSync(join(at.path, PLAN), new Date(), new Date())],
  ['the same bytes written again', (at) => at.write(PLAN, TEXT)],
  [
    'an atomic save',
    (at) => {
      at.write('saved.tmp', TEXT);
      renameSync(join(at.path, 'saved.tmp'), join(at.path, PLAN));
    },
  ],
  ['other white space', (at) => at.write(PLAN, TEXT.replace('### Task 1:', '\n\n###  Task 1:'))],
  [
    'a task moved within its document',
    (at) => at.write(PLAN, TEXT.replace('# A plan', '# A plan\n\nSome words.\n')),
  ],
  [
    'a branch switch and back',
    (at) => {
      at.git('checkout', '--quiet', '-b', 'aside', 'HEAD~2');
      at.git('checkout', '--quiet', 'main');
    },
  ],
  ['a switch to a branch that lacks the work', (at) => at.git('checkout', '--quiet', '-b', 'side', 'HEAD~2')],
  [
    'a rename of the artifact',
    (at) => renameSync(join(at.path, PLAN), join(at.path, PLAN.replace('two', 'both'))),
  ],
  [
    'a rename and the deletion of all state',
    (at) => {
      renameSync(join(at.path, PLAN.replace('two', 'both')), join(at.path, PLAN.replace('two', 'pair')));
      deleteState(at);
    },
  ],
];

it('done tasks stay done, whatever happens to files, branches and state', async () => {
  const { repository, landed } = await makeDone();
  for (const [name, happen] of EVENTS) {
    happen(repository);
    expect(standings((await settle(repository)).status), name).toEqual(['done', 'done']);
    expect(repository.git('rev-list', '--count', '--all'), name).toBe(landed);
  }
});

it('done tasks stay done after a squash merge, with the commits and all state gone', async () => {
  const repository = makeRepository();
  repository.git('checkout', '--quiet', '-b', 'work');
  repository.write(PLAN, TEXT);
  await settle(repository);
  repository.git('checkout', '--quiet', 'main');
  repository.git('merge', '--quiet', '--squash', 'work');
  repository.git('commit', '--quiet', '--no-edit');
  repository.git('branch', '--quiet', '-D', 'work');
  deleteState(repository);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});

it('done tasks stay done when a task is put before them, and only the new one runs', async () => {
  const { repository } = await makeDone();
  repository.write(PLAN, planText([{ ...writes('zero.txt'), boxes: [] }, ...TASKS]));
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  expect(repository.git('log', '-1', '--format=%s')).toBe('feat(two): Write zero.txt');
  expect(repository.git('log', '--format=%s', '--grep', 'Planex-Task').split('\n')).toHaveLength(3);
});

it('done tasks stay done when a task is put before them, and the plan is renamed later', async () => {
  const { repository } = await makeDone();
  repository.write(PLAN, planText([{ ...writes('zero.txt'), boxes: [] }, ...TASKS]));
  await settle(repository);
  for (const name of ['both', 'pair']) {
    const from = repository.git('ls-files', '--others', 'docs/plans');
    renameSync(join(repository.path, from), join(repository.path, PLAN.replace('two', name)));
    expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  }
  expect(repository.git('log', '--format=%s', '--grep', 'Planex-Task').split('\n')).toHaveLength(3);
});

it('a done task that comes after others stays done when those get other numbers', async () => {
  const [one, two, zero] = ['one', 'two', 'zero'].map((name) => ({ ...writes(`${name}.txt`), boxes: [] }));
  const repository = makeRepository();
  repository.write(
    PLAN,
    planText([
      { ...one, dependsOn: 'none' },
      { ...two, dependsOn: '1' },
    ]),
  );
  await settle(repository);
  const first = { ...zero, dependsOn: 'none' };
  repository.write(PLAN, planText([first, { ...one, dependsOn: 'none' }, { ...two, dependsOn: '2' }]));
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  expect(repository.git('log', '--format=%s', '--grep', 'Planex-Task').split('\n')).toHaveLength(3);
  expect(repository.git('log', '-1', '--format=%s')).toBe('feat(two): Write zero.txt');
});

it('of tasks that mean the same as many are done as have landed, also under other numbers', async () => {
  const again = { title: 'Again', commands: ['echo again >> again.txt'], boxes: [] };
  const other = { ...writes('other.txt'), boxes: [] };
  const repository = makeRepository();
  repository.write(PLAN, planText([again, other, again]));
  await settle(repository);
  repository.write(PLAN, planText([{ ...writes('zero.txt'), boxes: [] }, again, other, again, again]));
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(repository.read('again.txt')).toBe('again\n'.repeat(3));
});

it('a task that was done under a name that another plan has by now stays done, also when two change names', async () => {
  const { repository } = await makeDone();
  const move = (from: string, to: string): void =>
    renameSync(
      join(repository.path, PLAN.replace('two', from)),
      join(repository.path, PLAN.replace('two', to)),
    );
  const countLandings = (): number =>
    repository.git('log', '--format=%s', '--grep', 'Planex-Task').split('\n').length;
  move('two', 'archive');
  repository.write(PLAN, planText([{ ...writes('three.txt'), boxes: [] }]));
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done']);
  expect(countLandings()).toBe(3);

  move('two', 'aside');
  move('archive', 'two');
  move('aside', 'archive');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
  expect(countLandings()).toBe(3);

  await planexOk(repository, 'undo', 'archive#1');
  expect(standings((await settle(repository)).status)).toEqual(['waiting: removed-by-user', 'done', 'done']);
  await planexOk(repository, 'retry', 'archive#1');
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done', 'done']);
});

it.each([
  ['plan', planText],
  ['ExecPlan', execPlanText],
])('a copy of %s is work of its own, with each of its tasks', async (_, write) => {
  const repository = makeRepository();
  const text = write(['one.txt', 'two.txt'].map((path) => ({ ...writes(path), verify: ['true'] })));
  repository.write(PLAN, text);
  await settle(repository);
  repository.write(PLAN.replace('two', 'twin'), text);
  const { status } = await settle(repository);
  expect(standings(status)).toEqual(['done', 'done', 'done', 'done']);
  expect(new Set(status.tasks.map((task) => task.commit)).size).toBe(4);
});

it('a task whose boxes are all ticked is done without a commit', async () => {
  const repository = makeRepository();
  repository.write(PLAN, planText([writes('one.txt')]).replace('- [ ]', '- [x]'));
  const before = repository.git('rev-parse', 'HEAD');
  expect(standings((await settle(repository)).status)).toEqual(['done']);
  expect(repository.git('rev-parse', 'HEAD')).toBe(before);
});

it('a task that changed after it was done is dispatched again', async () => {
  const { repository } = await makeDone();
  repository.write(PLAN, TEXT.replace('echo two.txt', 'echo deux'));
  await startDaemon(repository);
  await waitForStatus(repository, (now) => now.tasks.every((task) => task.status === 'done'));
  expect(repository.read('two.txt')).toBe('deux\n');
  expect(repository.read('one.txt')).toBe('one.txt\n');
});

it('a copy that has not run stays to be done when its original is edited', async () => {
  const { repository } = await makeDone();
  const copy = PLAN.replace('two', 'copy');
  repository.write(copy, repository.read(PLAN).replaceAll('[x]', '[ ]').replace('\n', '\n\nStatus: DRAFT\n'));
  expect(standings((await settle(repository)).status)).toContain('waiting: draft');
  repository.write(PLAN, repository.read(PLAN).replaceAll('echo', 'printf'));
  const { status } = await settle(repository);
  expect(status.tasks.filter(({ artifact }) => artifact === copy).map((task) => task.status)).not.toContain(
    'done',
  );
});
