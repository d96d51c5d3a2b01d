import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan, writes } from '../../support/plan.ts';
import { planexOk, settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const OLD = 'docs/plans/2026-11-20-old.md';
const NEW = 'docs/plans/2026-11-20-new.md';
const THIRD = 'docs/plans/2026-11-20-third.md';
const TASK = 'docs/plans/2026-11-20-old#1';

function rename(repository: TestRepository, from: string, to: string): void {
  renameSync(join(repository.path, from), join(repository.path, to));
}

/** Looks twice. */
async function look(repository: TestRepository): Promise<string[]> {
  const first = standings((await settle(repository)).status);
  expect(standings((await settle(repository)).status)).toEqual(first);
  return first;
}

/** A plan that is back under its name with the bytes that it had; its task fails, and counts how often it ran. */
async function makeBack(): Promise<{ repository: TestRepository; runs: () => number }> {
  const repository = makeRepository();
  repository.write('.git/runs', '');
  const count = `echo run >> "$(git rev-parse --path-format=absolute --git-common-dir)/runs"`;
  writePlan(repository, 'old', [{ ...writes('tea.txt'), commands: [count, 'false'] }]);
  expect(await look(repository)).toEqual(['failed: internal']);
  rename(repository, OLD, NEW);
  expect(await look(repository)).toEqual(['failed: internal']);
  rename(repository, NEW, OLD);
  expect(await look(repository)).toEqual(['failed: internal']);
  return { repository, runs: () => repository.read('.git/runs').split('run').length - 1 };
}

function edit(repository: TestRepository, path: string): void {
  repository.write(path, repository.read(path).replace('# old', '# another title'));
}

it('a retry runs once, and what fails by it has failed', async () => {
  const { repository, runs } = await makeBack();
  await planexOk(repository, 'retry', TASK);
  expect(await look(repository)).toEqual(['failed: internal']);
  expect(runs()).toBe(2);
  rename(repository, OLD, THIRD);
  expect(await look(repository)).toEqual(['failed: internal']);
  expect(runs()).toBe(2);
});

it.each<[string, string, (repository: TestRepository) => Promise<unknown>]>([
  ['cancelled', 'cancelled: cancelled', (repository) => planexOk(repository, 'cancel', TASK)],
  ['revoked', 'waiting: not-admitted', (repository) => planexOk(repository, 'trust', '--revoke', OLD)],
  ['rejected', 'waiting: approval', (repository) => planexOk(repository, 'reject', OLD, '--why', 'no')],
])('what is %s is so, also after an edit and under further names', async (_name, standing, refuse) => {
  const { repository, runs } = await makeBack();
  await planexOk(repository, 'retry', TASK);
  await refuse(repository);
  const before = runs();
  expect(await look(repository)).toEqual([standing]);
  edit(repository, OLD);
  expect(await look(repository)).toEqual([standing]);
  rename(repository, OLD, THIRD);
  expect(await look(repository)).toEqual([standing]);
  rename(repository, THIRD, NEW);
  expect(await look(repository)).toEqual([standing]);
  expect(runs()).toBe(before);
});

it('what was trusted under the name is not any more once its trust was taken back under another', async () => {
  const repository = makeRepository();
  const failing = { ...writes('tea.txt'), commands: ['false'] };
  writePlan(repository, 'old', [failing], { status: 'APPROVED' });
  expect(await look(repository)).toEqual(['failed: internal']);
  const first = repository.read(OLD);
  rename(repository, OLD, NEW);
  expect(await look(repository)).toEqual(['failed: internal']);
  await planexOk(repository, 'trust', '--revoke', NEW);
  edit(repository, NEW);
  await planexOk(repository, 'trust', '--yes', NEW);
  rename(repository, NEW, OLD);
  expect(await look(repository)).toEqual(['failed: internal']);
  const upstream = makeFolder();
  repository.git('clone', '--quiet', repository.path, upstream);
  useRepository(upstream).commit({ [OLD]: first });
  rename(repository, OLD, 'aside');
  repository.git('pull', '--quiet', upstream, 'HEAD');
  expect(repository.read(OLD)).toBe(first);
  expect(await look(repository)).toEqual(['waiting: not-admitted']);
});
