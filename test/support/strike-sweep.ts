import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeGitShim, type Strike } from './git-shim.ts';
import { photograph } from './landing-scene.ts';
import { writePlan } from './plan.ts';
import { findProcesses, planex, settle, standings } from './planex.ts';
import { makeRepository, type TestRepository } from './repository.ts';

const PLAN = 'docs/plans/2026-11-20-a.md';
const OWN = [PLAN, 'a.txt', 'new/b.txt'];
/** Long enough for a healthy git on a busy machine. */
const GIT_TIMEOUT_MS = '8000';
/** A git command of a run that works is called this often at least. */
const FEWEST_CALLS = 30;

/** A repository with every kind of work that a person may have under way, and a plan of one task. */
function makeBusyRepository(): TestRepository {
  const repository = makeRepository();
  const files = ['a.txt', 'staged.txt', 'both.txt', 'dirty.txt', 'gone.txt', 'stashed.txt'];
  repository.commit(Object.fromEntries(files.map((path) => [path, `${path}\n`])));
  repository.write('stashed.txt', 'stashed\n');
  repository.git('stash', 'push', '--quiet');
  for (const path of ['staged.txt', 'both.txt']) repository.write(path, 'staged\n');
  repository.git('add', 'staged.txt', 'both.txt');
  for (const path of ['both.txt', 'dirty.txt', 'untracked.txt']) repository.write(path, 'dirty\n');
  repository.git('rm', '--quiet', 'gone.txt');
  writePlan(repository, 'a', [
    {
      files: ['Modify: a.txt', 'new/b.txt'],
      commands: ['echo done > a.txt', 'mkdir -p new', 'echo b > new/b.txt'],
      verify: ['grep done a.txt'],
    },
  ]);
  return repository;
}

/** What belongs to the user alone; references of planex's own come and go. */
function photographUser(repository: TestRepository): unknown {
  const { files, entries, head } = photograph(repository, OWN);
  return { files, entries, head, stash: repository.git('stash', 'list', '--format=%H') };
}

function listLocks(repository: TestRepository): string[] {
  const top = join(repository.path, '.git');
  return readdirSync(top, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.lock') && !name.startsWith('planex/'),
  );
}

/** The task is on the branch, in the index and in the files, or in none of them. */
function expectWhole(repository: TestRepository, base: string, where: string): boolean {
  const landed = repository.git('rev-parse', 'HEAD') !== base;
  if (landed) {
    expect(repository.git('rev-parse', 'HEAD^'), where).toBe(base);
    expect(repository.git('diff-tree', '-r', '--name-only', 'HEAD^', 'HEAD'), where).toBe('a.txt\nnew/b.txt');
  }
  expect(repository.git('status', '--porcelain', '--', 'a.txt', 'new'), where).toBe('');
  expect(repository.read('a.txt'), where).toBe(landed ? 'done\n' : 'a.txt\n');
  expect(existsSync(join(repository.path, 'new/b.txt')), where).toBe(landed);
  return landed;
}

async function finish(repository: TestRepository, where: string): Promise<void> {
  let { status } = await settle(repository);
  if (status.tasks[0]?.status === 'failed') {
    await planex(repository, ['retry', 'a#1']);
    ({ status } = await settle(repository));
  }
  expect(standings(status), where).toEqual(['done']);
}

/**
 * Lets git go wrong at its first call, then at the one `stride` further on, until a run has no such call. After each the
 * user's work is as it was and the task has landed whole or not at all; once git works again, it has landed once.
 */
export async function sweepStrikes(strike: Strike, stride: number): Promise<void> {
  const shim = makeGitShim();
  const env = { ...shim.env, PLANEX_GIT_TIMEOUT_MS: GIT_TIMEOUT_MS };
  let number = 1;
  for (let called = true; called; number += stride) {
    const repository = makeBusyRepository();
    const base = repository.git('rev-parse', 'HEAD');
    const before = photographUser(repository);
    shim.strikeAt(number, strike);
    const result = await planex(repository, ['once'], { env });
    const call = shim.struck();
    const where = `call ${number}: git ${call ?? 'was not called'}\n${result.stdout}${result.stderr}`;
    expect([0, 1, 2], where).toContain(result.code);
    expect(findProcesses(repository), where).toEqual([]);
    expect(photographUser(repository), where).toEqual(before);
    expectWhole(repository, base, where);
    expect(listLocks(repository), where).toEqual([]);
    shim.rest();
    await finish(repository, where);
    expect(expectWhole(repository, base, where), where).toBe(true);
    expect(photographUser(repository), where).toEqual(before);
    called = call !== undefined;
  }
  expect(number).toBeGreaterThan(FEWEST_CALLS);
}
