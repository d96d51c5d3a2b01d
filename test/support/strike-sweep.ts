import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { StatusView } from '../../src/daemon/look/status-view.ts';
import { type GitShim, makeGitShim, type Strike } from './git-shim.ts';
import { photograph } from './landing-scene.ts';
import { writePlan } from './plan.ts';
import { findProcesses, planex, type PlanexResult, settle, standings } from './planex.ts';
import { makeRepository, type TestRepository } from './repository.ts';

const PLAN = 'docs/plans/2026-11-20-a.md';
const OWN = [PLAN, 'a.txt', 'new/b.txt'];
/** Long enough for a healthy git on a busy machine. */
const GIT_TIMEOUT_MS = '8000';
/** A git command of a run that works is called more often than this. */
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

/** Git works again: what failed is asked for once more, and the task lands. */
async function finish(repository: TestRepository, failed: boolean, where: string): Promise<void> {
  if (failed) await planex(repository, ['retry', 'a#1']);
  const { status } = await settle(repository);
  expect(standings(status), where).toEqual(['done']);
}

/** One run with a git that goes wrong at one call. Returns false when the run has no such call. */
async function strikeOnce(shim: GitShim, strike: Strike, number: number): Promise<boolean> {
  const repository = makeBusyRepository();
  const base = repository.git('rev-parse', 'HEAD');
  const before = photographUser(repository);
  shim.strikeAt(number, strike);
  const env = { ...shim.env, PLANEX_GIT_TIMEOUT_MS: GIT_TIMEOUT_MS };
  const result = await planex(repository, ['once', '--json'], { env });
  const call = shim.struck();
  const where = `call ${number}: git ${call ?? 'was not called'}\n${result.stdout}${result.stderr}`;
  expect([0, 1, 2], where).toContain(result.code);
  expect(findProcesses(repository), where).toEqual([]);
  expect(photographUser(repository), where).toEqual(before);
  expectWhole(repository, base, where);
  expect(listLocks(repository), where).toEqual([]);
  shim.rest();
  await finish(repository, isFailed(result), where);
  expect(expectWhole(repository, base, where), where).toBe(true);
  expect(photographUser(repository), where).toEqual(before);
  return call !== undefined;
}

function isFailed({ stdout }: PlanexResult): boolean {
  if (stdout === '') return false;
  const status: StatusView = JSON.parse(stdout);
  return status.tasks[0]?.status === 'failed';
}

/**
 * Lets git go wrong at its first call, then at the one `stride` further on, until a run has no such call. After each the
 * user's work is as it was and the task has landed whole or not at all; once git works again, it has landed once.
 * `lanes` runs go on at once: most of a run is waiting.
 */
export async function sweepStrikes(strike: Strike, { stride = 1, lanes = 2 } = {}): Promise<void> {
  let next = 1;
  let over = false;
  const goDown = async (): Promise<void> => {
    const shim = makeGitShim();
    while (!over) {
      const number = next;
      next += stride;
      if (!(await strikeOnce(shim, strike, number))) over = true;
    }
  };
  await Promise.all(Array.from({ length: lanes }, goDown));
  expect(next).toBeGreaterThan(FEWEST_CALLS);
}
