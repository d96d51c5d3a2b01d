import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { land } from '../../../src/git/landing/landing.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { type LandingScene, makeLandingScene } from '../../support/landing-scene.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';

const program = useLandingProgram();

/** A commit of plan.md as the work tree has it, where that file was committed otherwise, or never. */
function makeScene(committed: string | undefined) {
  const scene = makeLandingScene({ 'other.txt': '1\n', ...(committed ? { 'plan.md': committed } : {}) });
  const { repository, records } = scene;
  const commit = scene.makeCommit((copy) => copy.write('plan.md', 'refined\n'));
  repository.write('plan.md', 'refined\n');
  repository.write('other.txt', '2\n');
  const request = { home: repository.path, records, runId: 'refine-1', target: 'main', commit };
  return { ...scene, commit, request: { ...request, message: 'planex: refine', leavesFiles: true } };
}

function status({ repository }: LandingScene): string {
  return repository.git('status', '--porcelain');
}

test.each([
  ['was never committed', undefined],
  ['is modified', 'first\n'],
])('a file that %s becomes that of the commit without being touched', async (_how, committed) => {
  const scene = makeScene(committed);
  expect(await land(scene.request)).toMatchObject({ kind: 'landed' });
  expect(status(scene)).toBe(' M other.txt');
  expect(scene.repository.read('plan.md')).toBe('refined\n');
});

test('what the user writes to it meanwhile is a change on top', async () => {
  const scene = makeScene('first\n');
  scene.repository.write('plan.md', 'refined, and more\n');
  expect(await land(scene.request)).toMatchObject({ kind: 'landed' });
  expect(status(scene)).toBe(' M other.txt\n M plan.md');
});

test('what the user has staged of it is in the way', async () => {
  const scene = makeScene('first\n');
  scene.repository.write('plan.md', 'staged\n');
  scene.repository.git('add', 'plan.md');
  expect(await land(scene.request)).toEqual({ kind: 'dirty-paths', paths: ['plan.md'] });
  expect(scene.repository.git('show', ':plan.md')).toBe('staged');
});

test.each(['landing:files-written', INDEX_REPLACED])(
  'killed at %s, it is finished or taken back without touching the file',
  async (point) => {
    const scene = makeScene('first\n');
    const before = scene.repository.git('rev-parse', 'main');
    const work = { verb: 'land', request: scene.request };
    expect((await program.start(work, dieAt(point)).ended).signal).toBe('SIGKILL');
    scene.repository.write('plan.md', 'edited since\n');
    const [recovery] = await recoverLandings(scene.records);
    const isDone = point === INDEX_REPLACED;
    expect(recovery?.result).toBe(isDone ? 'completed' : 'rolled-back');
    expect(scene.repository.git('rev-parse', 'main')).toBe(isDone ? scene.commit : before);
    expect(scene.repository.read('plan.md')).toBe('edited since\n');
    expect(status(scene)).toBe(' M other.txt\n M plan.md');
  },
);

test('a file that was never committed and is gone stays gone when it is taken back', async () => {
  const scene = makeScene(undefined);
  const work = { verb: 'land', request: scene.request };
  expect((await program.start(work, dieAt('landing:files-written')).ended).signal).toBe('SIGKILL');
  rmSync(join(scene.repository.path, 'plan.md'));
  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expect(status(scene)).toBe(' M other.txt');
});
