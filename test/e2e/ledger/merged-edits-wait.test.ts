import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-shared.md';
const OURS = planText([{ ...writes('ours.txt'), boxes: ['a', 'b', 'c', 'd'] }], { title: 'Shared' });
const edit = (text: string): string => text.replace('# Shared', '# Shared by us');
const add = (text: string): string =>
  text + planText([writes('none.txt'), writes('theirs.txt')]).replace(/^[^]*(?=### Task 2)/, '\n');

/** A clone whose plan is done, with a task more in the upstream, and a fetch of it. */
async function makeClone(
  change: (clone: TestRepository) => void,
  file = PLAN,
  theirs = add,
): Promise<TestRepository> {
  const upstream = makeRepository();
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  clone.write(PLAN, OURS);
  change(clone);
  await settle(clone);
  clone.git('add', '--all');
  clone.git('commit', '--quiet', '-m', 'plan');
  clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/shared');
  upstream.git('merge', '--quiet', 'shared');
  upstream.commit({ [file]: theirs(upstream.read(file)) });
  clone.git('fetch', '--quiet');
  expect(standings((await settle(clone)).status)).toEqual(['done']);
  return clone;
}

// Each makes one file of an edit of the user's and of a task that nobody here has seen.
const WAYS: [string, (clone: TestRepository, mine: () => void) => void][] = [
  [
    'pull with --autostash',
    (clone, mine) => {
      mine();
      clone.git('pull', '--quiet', '--no-rebase', '--autostash', 'origin', 'main');
    },
  ],
  [
    'rebasing pull with --autostash',
    (clone, mine) => {
      mine();
      clone.git('pull', '--quiet', '--rebase', '--autostash', 'origin', 'main');
    },
  ],
  [
    'stash, pull and pop',
    (clone, mine) => {
      mine();
      clone.git('stash', '--quiet');
      clone.git('pull', '--quiet', '--no-rebase', 'origin', 'main');
      clone.git('stash', 'pop', '--quiet');
    },
  ],
  [
    'switch that merges',
    (clone, mine) => {
      mine();
      clone.git('switch', '--quiet', '--merge', '-c', 'side', 'origin/main');
    },
  ],
  [
    'cherry-pick onto a commit, without one',
    (clone, mine) => {
      mine();
      clone.git('commit', '--quiet', '--all', '-m', 'mine');
      clone.git('cherry-pick', '--no-commit', 'origin/main');
    },
  ],
  [
    'squash merge onto a commit, committed by hand',
    (clone, mine) => {
      mine();
      clone.git('commit', '--quiet', '--all', '-m', 'mine');
      clone.git('merge', '--quiet', '--squash', 'origin/main');
      clone.git('commit', '--quiet', '-m', 'squashed');
    },
  ],
];

it.each(WAYS)('a task that came into an edited plan by a %s waits for trust', async (_name, merge) => {
  const clone = await makeClone(() => undefined);
  merge(clone, () => clone.write(PLAN, edit(clone.read(PLAN))));
  expect(clone.read(PLAN)).toContain('# Shared by us');
  expect(clone.read(PLAN)).toContain('theirs.txt');
  expect(standings((await settle(clone)).status)).toEqual(['done', 'waiting: not-admitted']);
  expect(existsSync(join(clone.path, 'theirs.txt'))).toBe(false);
  await planexOk(clone, 'trust', PLAN);
  expect(standings((await settle(clone)).status)).toEqual(['done', 'done']);
});

it('a check that came away from a plan that was edited meanwhile waits for trust', async () => {
  const strict = { ...writes('more.txt'), verify: ['grep -q never more.txt'] };
  const clone = await makeClone(
    () => undefined,
    PLAN,
    (text) => text.replaceAll(/- \[x\] c\n/g, ''),
  );
  clone.write(
    PLAN,
    edit(clone.read(PLAN)) + planText([writes('none.txt'), strict]).replace(/^[^]*(?=### Task 2)/, '\n'),
  );
  clone.git('pull', '--quiet', '--no-rebase', '--autostash', 'origin', 'main');
  expect(standings((await settle(clone)).status)[1]).toBe('waiting: not-admitted');
});

it('a command that came into edited settings by a pull with --autostash waits for trust', async () => {
  const lines = (command: string, jobs: number): string =>
    `{\n  "limits": { "parallelRuns": ${jobs} },\n\n\n\n  "verify": { "command": "${command}" }\n}\n`;
  const clone = await makeClone(
    (repository) => repository.write('.planexrc', lines('true', 1)),
    '.planexrc',
    () => lines('./theirs.sh', 1),
  );
  clone.write('.planexrc', lines('true', 2));
  clone.git('pull', '--quiet', '--no-rebase', '--autostash', 'origin', 'main');
  expect(clone.read('.planexrc')).toBe(lines('./theirs.sh', 2));
  clone.write('docs/plans/own.md', planText([writes('own.txt')]));
  expect(standings((await settle(clone)).status)).toContain('waiting: not-admitted');
});

it('what the user writes goes on running beside a branch that changed the same plan elsewhere', async () => {
  const clone = await makeClone(() => undefined);
  clone.write(
    PLAN,
    edit(clone.read(PLAN)) +
      planText([writes('none.txt'), writes('mine.txt')]).replace(/^[^]*(?=### Task 2)/, '\n'),
  );
  expect(standings((await settle(clone)).status)).toEqual(['done', 'done']);
  expect(clone.read('mine.txt')).toBe('mine.txt\n');
});

it('what the user writes into a plan from elsewhere goes on running with each edit', async () => {
  const upstream = makeRepository();
  upstream.commit({ [PLAN]: planText([writes('theirs.txt')]) });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  const edits = [[writes('ours.txt')], [writes('mine.txt')]];
  for (const [at, tasks] of edits.entries()) {
    clone.write(PLAN, planText(tasks, { title: `Edit ${at}` }));
    expect(standings((await settle(clone)).status)).toEqual(['done']);
  }
});

it('a task that Git merged into a plan under the name that it has here waits for trust', async () => {
  const clone = await makeClone(() => undefined);
  clone.git('mv', PLAN, 'docs/plans/renamed.md');
  clone.git('commit', '--quiet', '-m', 'renamed');
  await settle(clone);
  clone.git('merge', '--quiet', '--squash', 'origin/main');
  expect(clone.read('docs/plans/renamed.md')).toContain('theirs.txt');
  expect(standings((await settle(clone)).status)).toEqual(['done', 'waiting: not-admitted']);
});

it('a box that the user ticks, as somebody did on a branch that is not merged, lets their new task run', async () => {
  const gated = { ...writes('never.txt'), verify: ['false'] };
  const repository = makeRepository();
  await settle(repository);
  repository.commit({ [PLAN]: planText([gated]) });
  expect(standings((await settle(repository)).status)).toEqual(['failed: tests-failing']);
  const tick = (text: string): string => text.replace('- [ ]', '- [x]');
  const upstream = makeFolder();
  repository.git('clone', '--quiet', repository.path, upstream);
  useRepository(upstream).commit({ [PLAN]: tick(repository.read(PLAN)) });
  repository.git('fetch', '--quiet', upstream);
  const mine = planText([gated, writes('mine.txt')]).replace(/^[^]*(?=### Task 2)/, '\n');
  repository.write(PLAN, tick(repository.read(PLAN)) + mine);
  expect(standings((await settle(repository)).status)).toEqual(['done', 'done']);
});
