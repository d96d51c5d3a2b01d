import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import {
  expectWhole,
  listLocks,
  makeKillScene as makeScene,
  newFiles,
} from '../../support/landing-kill-scene.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { haveGitWrite, RUN } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

async function tracePoints(work: unknown): Promise<string[]> {
  const trace = join(makeFolder(), 'trace');
  const { output, errors } = await program.start(work, { PLANEX_FAULT_TRACE: trace }).ended;
  expect(output, errors).not.toBe('');
  return [...new Set(readFileSync(trace, 'utf8').trim().split('\n'))];
}

async function killAt(point: string, work: unknown): Promise<void> {
  const { signal } = await program.start(work, dieAt(point)).ended;
  expect(signal).toBe('SIGKILL');
}

test('a landing killed at any point ends as landed or as never begun, without harm in between', async () => {
  const points = [...(await tracePoints(makeScene().work)), INDEX_REPLACED];
  expect(points.length).toBeGreaterThan(8);
  const results = new Set<string>();
  for (const point of points) {
    const scene = makeScene();
    await killAt(point, scene.work);

    const [recovery] = await recoverLandings(scene.records);
    results.add(recovery?.result ?? 'nothing was left');
    expect(recovery?.kept ?? []).toEqual([]);
    expect(await recoverLandings(scene.records)).toEqual([]);
    expectWhole(scene);
  }
  expect([...results].sort()).toEqual(['completed', 'nothing was left', 'rolled-back']);
});

test('a user who commits before any recovery, if need be without the lock, neither takes back nor along what was landing', async () => {
  const points = await tracePoints(makeScene().work);
  for (const point of points) {
    const scene = makeScene();
    const { repository } = scene;
    await killAt(point, scene.work);
    // As long as a git of it lives, that may hold the branch.
    await waitForNobodyIn(realpathSync(repository.path));
    const tip = repository.git('rev-parse', 'main');
    expect([scene.old, scene.commit]).toContain(tip);

    // As git advises when a lock is left by a git that has crashed.
    rmSync(join(repository.path, '.git/index.lock'), { force: true });
    repository.git('commit', '--quiet', '-m', 'test: a plain commit of the user');

    expect(repository.git('diff', '--name-only', tip, 'HEAD'), point).toBe('staged.txt');
    await recoverLandings(scene.records);
    repository.git('fsck', '--strict', '--no-dangling');
    expect(listLocks(scene)).toEqual([]);
    expect(repository.git('diff', '--name-only', '--cached')).toBe('');
    expect(repository.git('diff', '--name-only')).toBe('edited.txt');
  }
});

describe('a recovery that is killed itself', () => {
  test.each(['landing:files-begun', INDEX_REPLACED])(
    'after a landing killed at %s is done by the next one',
    async (point) => {
      const traced = makeScene();
      await killAt(point, traced.work);
      const points = await tracePoints({ verb: 'recover', records: traced.records });
      expectWhole(traced);
      for (const second of points) {
        const scene = makeScene();
        await killAt(point, scene.work);
        await killAt(second, { verb: 'recover', records: scene.records });
        await recoverLandings(scene.records);
        expectWhole(scene);
      }
    },
  );
});

test('a kill of planex with all its git processes in the middle of writing files is recovered', async () => {
  const scene = makeScene();
  const { repository } = scene;
  haveGitWrite(repository);
  writeFileSync(join(repository.path, '.git/info/attributes'), 'c.txt filter=deadly\n');
  repository.git('config', 'filter.deadly.clean', 'cat');
  // What moves the files and what moves the branch are of groups of their own; the journal says which is that of planex.
  const journal = join(scene.records, 'landings', `${RUN}.json`);
  const readPid = `sed 's/.*"pid":\\([0-9]*\\).*/\\1/' '${journal}'`;
  const mover = `grep -q PLANEX_RUN=${RUN} $p/environ 2>/dev/null && grep -q update-ref $p/cmdline`;
  const killMover = `for p in /proc/[0-9]*; do if ${mover}; then kill -9 \${p#/proc/}; fi; done`;
  repository.git('config', 'filter.deadly.smudge', `kill -9 -$(${readPid}); ${killMover}; kill -9 0`);
  const { signal } = await program.start(scene.work).ended;
  expect(signal).toBe('SIGKILL');
  expect(listLocks(scene).sort()).toContain('HEAD.lock');
  expect(repository.read('a.txt')).toBe(newFiles['a.txt']);
  repository.git('config', 'filter.deadly.smudge', 'cat');

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

/** Lets a landing run, and kills its process or its group as soon as the index is another one; then this is done at once. */
async function killOnceRenamed(
  { repository, work }: ReturnType<typeof makeScene>,
  whom: 'process' | 'group',
  next: readonly string[] = [],
): Promise<void> {
  const { child, ended } = program.start(work);
  const index = join(repository.path, '.git/index');
  linkSync(index, `${index}-before`);
  const script = [
    `while [ '${index}' -ef '${index}-before' ]; do :; done`,
    `kill -9 ${whom === 'group' ? '-' : ''}${child.pid}`,
    ...next,
  ];
  const killer = spawn('sh', ['-c', script.join('\n')], { cwd: repository.path, stdio: 'ignore' });
  await once(killer, 'close');
  await ended;
  await waitForNobodyIn(realpathSync(repository.path));
}

test.each(['process', 'group'] as const)(
  'a kill of the whole %s right after the index was renamed leaves no index without its branch',
  async (whom) => {
    for (let round = 0; round < 5; round += 1) {
      const scene = makeScene();
      await killOnceRenamed(scene, whom);
      expect(scene.repository.git('rev-parse', 'main')).toBe(scene.commit);
      expect(scene.repository.git('diff', '--name-only', '--cached')).toBe('staged.txt');
    }
  },
);

test.each([
  ['add edited.txt', ['edited.txt', 'staged.txt']],
  ['status', ['staged.txt']],
  ['commit --quiet -m early', ['staged.txt']],
])(
  'a user who takes the lock away at once, and runs git %s, takes nothing along',
  async (command, committed) => {
    for (let round = 0; round < 5; round += 1) {
      const scene = makeScene();
      const { repository } = scene;
      await killOnceRenamed(scene, 'process', ['rm -f .git/index.lock', `git ${command}`]);
      repository.git('commit', '--quiet', '--allow-empty', '-m', 'test: a plain commit of the user');
      // What landed is a commit of its own; the user's hold the user's.
      expect(repository.git('log', '--format=%H').split('\n')).toContain(scene.commit);
      expect(repository.git('diff', '--name-only', scene.commit, 'HEAD').split('\n')).toEqual(committed);
    }
  },
);
