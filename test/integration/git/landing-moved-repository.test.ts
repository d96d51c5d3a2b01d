import { cpSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import {
  expectWhole,
  type KillScene,
  listLocks,
  makeKillScene,
  newFiles,
} from '../../support/landing-kill-scene.ts';
import { photograph, RUN } from '../../support/landing-scene.ts';
import { useRepository } from '../../support/repository.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function makeKilled(point: string): Promise<KillScene> {
  const scene = makeKillScene();
  expect((await program.start(scene.work, dieAt(point)).ended).signal).toBe('SIGKILL');
  return scene;
}

/** The scene as it is seen in another folder. */
function seeAt(scene: KillScene, path: string): KillScene {
  made.push(path);
  return { ...scene, repository: useRepository(path), records: join(path, '.git/planex') };
}

test.each([
  ['landing:ref-prepared', 'rolled-back'],
  ['landing:index-locked', 'rolled-back'],
  ['landing:files-written', 'rolled-back'],
  [INDEX_REPLACED, 'completed'],
])('a landing killed at %s is settled where its repository was moved to', async (point, result) => {
  const scene = await makeKilled(point);
  const moved = seeAt(scene, `${scene.repository.path}-moved`);
  renameSync(scene.repository.path, moved.repository.path);

  expect(await recoverLandings(moved.records)).toMatchObject([{ runId: RUN, result }]);
  expectWhole(moved);
});

test.each(['landing:files-written', INDEX_REPLACED])(
  'in a copy of a repository a landing killed at %s is settled there, and nothing is touched in the original',
  async (point) => {
    const scene = await makeKilled(point);
    // What a copy takes along of the locks of a git that is still at work is nobody's to recognise there.
    await waitForNobodyIn(realpathSync(scene.repository.path));
    const copy = seeAt(scene, `${scene.repository.path}-copy`);
    cpSync(scene.repository.path, copy.repository.path, { recursive: true, preserveTimestamps: true });
    const before = [photograph(scene.repository), listLocks(scene), readdirSync(scene.records)];

    await recoverLandings(copy.records);

    expect([photograph(scene.repository), listLocks(scene), readdirSync(scene.records)]).toEqual(before);
    expectWhole(copy);
    await recoverLandings(scene.records);
    expectWhole(scene);
  },
);

/** A landing killed while it wrote the files of a linked work tree, with that as it was before. */
async function makeKilledLinked() {
  const scene = makeKillScene();
  const linked = `${scene.repository.path}-linked`;
  made.push(linked);
  scene.repository.git('checkout', '--quiet', '--detach');
  scene.repository.git('worktree', 'add', '--quiet', linked, 'main');
  const work = { ...scene.work, request: { ...scene.work.request, home: linked } };
  expect((await program.start(work, dieAt('landing:files-written')).ended).signal).toBe('SIGKILL');
  await waitForNobodyIn(realpathSync(linked));
  return { ...scene, linked };
}

test('a landing killed in a linked work tree is settled where that was moved to, not in the one that took its place', async () => {
  const { repository, records, linked } = await makeKilledLinked();
  const moved = `${linked}-moved`;
  made.push(moved);
  repository.git('worktree', 'move', linked, moved);
  repository.git('worktree', 'add', '--quiet', '-b', 'other', linked, 'main');
  writeFileSync(join(linked, 'a.txt'), newFiles['a.txt']);

  expect(await recoverLandings(records)).toMatchObject([{ runId: RUN, result: 'rolled-back' }]);

  expect(useRepository(moved).git('status', '--porcelain')).toBe('');
  expect(readFileSync(join(linked, 'a.txt'), 'utf8')).toBe(newFiles['a.txt']);
});

test('a landing killed in a linked work tree that is not found waits while that is locked', async () => {
  const { repository, records, linked } = await makeKilledLinked();
  const away = `${linked}-away`;
  made.push(away);
  repository.git('worktree', 'lock', linked);
  renameSync(linked, away);
  const answer = { runId: RUN, detail: expect.stringContaining(`${linked} is not there`) };
  expect(await recoverLandings(records)).toMatchObject([{ ...answer, result: 'postponed' }]);
  renameSync(away, linked);
  expect(await recoverLandings(records)).toMatchObject([{ runId: RUN, result: 'rolled-back' }]);
  expect(useRepository(linked).git('status', '--porcelain')).toBe('');
});

test('what a landing left in a linked work tree that is not found is set aside', async () => {
  const { repository, records, linked } = await makeKilledLinked();
  rmSync(linked, { recursive: true });
  const [recovery] = await recoverLandings(records);
  expect(recovery).toMatchObject({ runId: RUN, result: 'set-aside' });
  expect(recovery?.detail).toContain(`${linked} is not there`);
  expect(readdirSync(recovery?.kept[0] ?? '')).toContain('journal.json');
  repository.git('worktree', 'prune');
  expect(await recoverLandings(records)).toEqual([]);
});

test('the copy of a repository whose linked work tree is with the original leaves that alone', async () => {
  const scene = await makeKilledLinked();
  const { linked } = scene;
  const copy = seeAt(scene, `${scene.repository.path}-copy`);
  cpSync(scene.repository.path, copy.repository.path, { recursive: true, preserveTimestamps: true });
  const before = photograph(useRepository(linked));

  expect(await recoverLandings(copy.records)).toMatchObject([{ runId: RUN, result: 'user-moved-on' }]);

  expect(photograph(useRepository(linked))).toEqual(before);
  expect(await recoverLandings(scene.records)).toMatchObject([{ runId: RUN, result: 'rolled-back' }]);
});
