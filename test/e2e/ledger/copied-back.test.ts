import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeRepository, type TestRepository } from '../../support/repository.ts';

const pathOf = (name: string): string => `docs/plans/2026-11-20-${name}.md`;

function move(repository: TestRepository, from: string, to: string): void {
  renameSync(join(repository.path, pathOf(from)), join(repository.path, pathOf(to)));
}

function copy(repository: TestRepository, from: string, to: string): void {
  copyFileSync(join(repository.path, pathOf(from)), join(repository.path, pathOf(to)));
}

/** A repository in which plan `a` was renamed to `b`, and copied back to `a`; its task fails, and counts how often it ran. */
async function makeCopiedBack(): Promise<{ repository: TestRepository; runs: () => number }> {
  const repository = makeRepository();
  repository.write('.git/runs', '');
  const count = `echo run >> "$(git rev-parse --path-format=absolute --git-common-dir)/runs"`;
  repository.write(pathOf('a'), planText([{ ...writes('tea.txt'), commands: [count, 'false'] }]));
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  move(repository, 'a', 'b');
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal']);
  copy(repository, 'b', 'a');
  return { repository, runs: () => repository.read('.git/runs').split('run').length - 1 };
}

it.each<[string, string, (repository: TestRepository) => Promise<unknown>]>([
  ['cancelled', 'cancelled: cancelled', (at) => planexOk(at, 'cancel', 'docs/plans/2026-11-20-a#1')],
  ['revoked', 'waiting: not-admitted', (at) => planexOk(at, 'trust', '--revoke', pathOf('a'))],
  ['rejected', 'waiting: approval', (at) => planexOk(at, 'reject', pathOf('a'), '--why', 'no')],
])('a copy under a name that the plan had is %s also under further names', async (_, standing, refuse) => {
  const { repository, runs } = await makeCopiedBack();
  await refuse(repository);
  move(repository, 'a', 'c');
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', standing]);
  move(repository, 'c', 'd');
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', standing]);
  move(repository, 'd', 'a');
  expect(standings((await settle(repository)).status)).toEqual([standing, 'failed: internal']);
  expect(runs()).toBe(1);
});

it('a copy that failed under a name that the plan had has failed under the next', async () => {
  const { repository, runs } = await makeCopiedBack();
  await planexOk(repository, 'retry', 'docs/plans/2026-11-20-a#1');
  await settle(repository);
  expect(runs()).toBe(2);
  move(repository, 'a', 'c');
  expect(standings((await settle(repository)).status)).toEqual(['failed: internal', 'failed: internal']);
  expect(runs()).toBe(2);
});

it('what was said of a plan goes to no copy of it beside it', async () => {
  const { repository, runs } = await makeCopiedBack();
  await settle(repository);
  await planexOk(repository, 'cancel', 'docs/plans/2026-11-20-a#1');
  writeFileSync(join(repository.path, pathOf('c')), repository.read(pathOf('b')));
  const held = ['cancelled: cancelled', 'failed: internal', 'failed: internal'];
  expect(standings((await settle(repository)).status)).toEqual(held);
  expect(runs()).toBe(2);
});
