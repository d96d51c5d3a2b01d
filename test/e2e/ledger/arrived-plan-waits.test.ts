import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { settle, standings, startDaemon, waitForStatus } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-theirs.md';

/** A clone, known to planex, whose upstream has since got a plan; and commits of its own where they matter. */
async function makeClone(): Promise<TestRepository> {
  const upstream = makeRepository();
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  await settle(clone);
  upstream.commit({ [PLAN]: planText([writes('theirs.txt')]) });
  clone.git('fetch', '--quiet');
  return clone;
}

const WAYS: [string, (clone: TestRepository) => void][] = [
  ['pull', (clone) => clone.git('pull', '--quiet')],
  [
    'merge',
    (clone) => {
      clone.commit({ 'mine.txt': 'mine' });
      clone.git('merge', '--quiet', '--no-edit', 'origin/main');
    },
  ],
  [
    'rebase',
    (clone) => {
      clone.commit({ 'mine.txt': 'mine' });
      clone.git('rebase', '--quiet', 'origin/main');
    },
  ],
  ['checkout', (clone) => clone.git('checkout', '--quiet', '-b', 'theirs', 'origin/main')],
  ['cherry-pick', (clone) => clone.git('cherry-pick', 'origin/main')],
];

it.each(WAYS)('a plan that came by %s waits', async (_name, bring) => {
  const clone = await makeClone();
  bring(clone);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
});

it('a plan that is pulled while the daemon watches waits', async () => {
  const clone = await makeClone();
  await startDaemon(clone);
  clone.git('pull', '--quiet');
  const status = await waitForStatus(clone, (now) => now.tasks.length === 1);
  expect(standings(status)).toEqual(['waiting: not-admitted']);
});

it('a plan that a merge with conflicts has staged waits, also when the merge is concluded by hand', async () => {
  const clone = await makeClone();
  clone.commit({ 'README.md': 'mine\n' });
  clone.git('checkout', '--quiet', '-b', 'theirs', 'origin/main');
  clone.commit({ 'README.md': 'theirs\n' });
  clone.git('checkout', '--quiet', 'main');
  expect(() => clone.git('merge', '--quiet', 'theirs')).toThrow(/./);
  expect(clone.git('diff', '--cached', '--name-only', '--diff-filter=A')).toBe(PLAN);
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  clone.commit({ 'README.md': 'both\n' });
  expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
});
