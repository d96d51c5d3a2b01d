import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing-recovery.ts';
import { type LandingScene, makeLandingScene, readStatus, removeFiles } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { buildLandingProgram, type LandingProgram } from '../../support/spawn-landing.ts';

let program: LandingProgram;
beforeAll(async () => {
  program = await buildLandingProgram();
});
afterAll(() => program.remove());

const long = 'a line of the file\n'.repeat(500);
const oldFiles = { 'a.txt': `old\n${long}`, 'gone/b.txt': 'b\n', 'c.txt': 'c\n' };
const newFiles = { 'a.txt': `new\n${long}`, 'c.txt': 'C\n', 'fresh/d.txt': 'd\n' };

/** A commit that changes, removes and adds files, and a user with work of every kind beside it. */
function makeScene() {
  const scene = makeLandingScene({ ...oldFiles, 'staged.txt': '1\n', 'edited.txt': '1\n' });
  const { repository } = scene;
  const old = repository.git('rev-parse', 'HEAD');
  const commit = scene.makeCommit((copy) => {
    for (const [path, text] of Object.entries(newFiles)) copy.write(path, text);
    removeFiles(copy, 'gone/b.txt');
  });
  repository.write('staged.txt', '2\n');
  repository.git('add', 'staged.txt');
  repository.write('edited.txt', '2\n');
  repository.write('untracked.txt', 'mine\n');
  const request = { home: repository.path, records: scene.records, runId: 'run-1', target: 'main', commit };
  const work = { verb: 'land', request: { ...request, message: 'planex: land run-1' } };
  return { ...scene, old, commit, work, status: readStatus(repository) };
}

type Scene = ReturnType<typeof makeScene>;

/** Everything is at the old commit or everything is at the new one, and the user notices nothing else. */
function expectWhole(scene: Scene): void {
  const { repository, old, commit, status } = scene;
  const tip = repository.git('rev-parse', 'main');
  expect([old, commit]).toContain(tip);
  const files = tip === commit ? newFiles : oldFiles;
  for (const [path, text] of Object.entries(files)) expect(repository.read(path)).toBe(text);
  expect(existsSync(join(repository.path, tip === commit ? 'gone' : 'fresh'))).toBe(false);
  expect(readStatus(repository)).toBe(status);
  expect(listLocks(scene)).toEqual([]);
  expect(readdirSync(join(scene.records, 'landings'))).toEqual([]);
  repository.git('fsck', '--strict', '--no-dangling');
  repository.git('commit', '--quiet', '-m', 'test: a plain commit of the user');
  expect(repository.git('diff', '--name-only', 'HEAD~1', 'HEAD')).toBe('staged.txt');
}

function listLocks({ repository }: LandingScene): string[] {
  const git = join(repository.path, '.git');
  return readdirSync(git, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock'));
}

async function tracePoints(work: unknown): Promise<string[]> {
  const trace = join(makeFolder(), 'trace');
  const { output, errors } = await program.start(work, { PLANEX_FAULT_TRACE: trace }).ended;
  expect(output, errors).not.toBe('');
  return [...new Set(readFileSync(trace, 'utf8').trim().split('\n'))];
}

async function killAt(point: string, work: unknown): Promise<void> {
  const { signal } = await program.start(work, { PLANEX_FAULT_POINT: point }).ended;
  expect(signal).toBe('SIGKILL');
}

test('a landing killed at any point ends as landed or as never begun, without harm in between', async () => {
  const points = await tracePoints(makeScene().work);
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
}, 120_000);

test('a user who commits before any recovery never takes back or takes along what was landing', async () => {
  const points = await tracePoints(makeScene().work);
  for (const point of points) {
    const scene = makeScene();
    const { repository } = scene;
    await killAt(point, scene.work);
    const tip = repository.git('rev-parse', 'main');

    let committed = true;
    try {
      repository.git('commit', '--quiet', '-m', 'test: a plain commit of the user');
    } catch {
      committed = false;
    }

    expect([scene.old, scene.commit]).toContain(tip);
    if (committed) expect(repository.git('diff', '--name-only', tip, 'HEAD')).toBe('staged.txt');
    else expect(listLocks(scene)).not.toEqual([]);
    await recoverLandings(scene.records);
    repository.git('fsck', '--strict', '--no-dangling');
    expect(listLocks(scene)).toEqual([]);
    expect(repository.git('diff', '--name-only', '--cached')).toBe(committed ? '' : 'staged.txt');
    expect(repository.git('diff', '--name-only')).toBe('edited.txt');
  }
}, 120_000);

describe('a recovery that is killed itself', () => {
  test.each([
    'landing:files-begun',
    'landing:files-written',
    'landing:index-replaced',
    'landing:ref-committed',
  ])(
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
    120_000,
  );
});

test('a kill of planex with all its git processes in the middle of writing files is recovered', async () => {
  const scene = makeScene();
  const { repository } = scene;
  writeFileSync(join(repository.path, '.git/info/attributes'), 'c.txt filter=deadly\n');
  repository.git('config', 'filter.deadly.clean', 'cat');
  repository.git('config', 'filter.deadly.smudge', 'kill -9 0');
  const { signal } = await program.start(scene.work).ended;
  expect(signal).toBe('SIGKILL');
  expect(listLocks(scene).sort()).toContain('HEAD.lock');
  expect(repository.read('a.txt')).toBe(newFiles['a.txt']);
  repository.git('config', 'filter.deadly.smudge', 'cat');

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});
