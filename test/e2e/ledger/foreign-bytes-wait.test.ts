import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-theirs.md';

/** A clone, known to planex, that has fetched a plan on a side branch of its upstream. */
async function makeClone(): Promise<TestRepository> {
  const upstream = makeRepository();
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  await settle(clone);
  upstream.git('switch', '--quiet', '-c', 'side');
  upstream.commit({ [PLAN]: planText([writes('theirs.txt')]) });
  clone.git('fetch', '--quiet');
  return clone;
}

// Each leaves the plan listed as untracked, staged or modified, as if the user had written it.
const WAYS: [string, (clone: TestRepository) => void][] = [
  ['checkout of one file', (clone) => clone.git('checkout', '--quiet', 'origin/side', '--', PLAN)],
  ['restore from another branch', (clone) => clone.git('restore', '--source=origin/side', '--', PLAN)],
  ['cherry-pick without a commit', (clone) => clone.git('cherry-pick', '--no-commit', 'origin/side')],
  ['squash merge', (clone) => clone.git('merge', '--quiet', '--squash', 'origin/side')],
  [
    'squash merge, committed by hand',
    (clone) => {
      clone.git('merge', '--quiet', '--squash', 'origin/side');
      clone.git('commit', '--quiet', '-m', 'squashed');
    },
  ],
  [
    'merge whose state was dropped',
    (clone) => {
      clone.git('merge', '--quiet', '--no-commit', '--no-ff', 'origin/side');
      clone.git('merge', '--quit');
    },
  ],
  [
    'merge that was reset',
    (clone) => {
      clone.git('merge', '--quiet', 'origin/side');
      clone.git('reset', '--quiet', '--mixed', 'HEAD~1');
    },
  ],
  [
    'stash pop',
    (clone) => {
      clone.git('checkout', '--quiet', 'origin/side', '--', PLAN);
      clone.git('stash', '--quiet');
      clone.git('stash', 'pop', '--quiet');
    },
  ],
];

it.each(WAYS)('a plan that came by a %s waits for trust', async (_name, bring) => {
  const clone = await makeClone();
  bring(clone);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  expect(clone.git('log', '--format=%s')).not.toContain('theirs.txt');
});

it.each<[string, (clone: TestRepository) => void]>([
  ['made executable', (clone) => clone.git('update-index', '--chmod=+x', PLAN)],
  ['taken out of the index', (clone) => clone.git('rm', '--quiet', '--cached', PLAN)],
  ['renamed', (clone) => clone.git('mv', PLAN, PLAN.replace('theirs', 'renamed'))],
])('a plan that waits for trust goes on waiting when it is %s', async (_name, change) => {
  const clone = await makeClone();
  clone.git('merge', '--quiet', 'origin/side');
  change(clone);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
});

it('one word of the user in a plan from elsewhere makes it theirs, and their own staged plan runs', async () => {
  const clone = await makeClone();
  clone.git('merge', '--quiet', 'origin/side');
  clone.write(PLAN, `${clone.read(PLAN)}\nMine now.\n`);
  expect(standings((await settle(clone)).status)).toEqual(['done']);
  clone.write('docs/plans/own.md', planText([writes('own.txt')]));
  clone.git('add', 'docs/plans/own.md');
  expect(standings((await settle(clone)).status)).toEqual(['done', 'done']);
});
