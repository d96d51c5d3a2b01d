import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { land } from '../../../src/git/landing/landing.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { listLocks } from '../../support/landing-kill-scene.ts';
import { makeLandingScene, readStatus } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { buildLandingProgram, type LandingProgram } from '../../support/spawn-landing.ts';

let program: LandingProgram;
beforeAll(async () => {
  program = await buildLandingProgram();
});
afterAll(() => program.remove());

const COMMITTED = 'the plan\n';
const WRITTEN = 'the plan\nwhat planex has noted\n';
const LANDED = 'the plan, ticked\nwhat planex has noted\n';

/** A plan into which planex has written since it was committed, and a commit that holds that and more. */
function makeScene({ ends = '\n' } = {}) {
  const scene = makeLandingScene({
    '.gitattributes': ends === '\n' ? '' : '*.md eol=crlf\n',
    'plan.md': COMMITTED,
    'work.txt': 'old\n',
    'mine.txt': '1\n',
  });
  const { repository, records } = scene;
  const old = repository.git('rev-parse', 'HEAD');
  const commit = scene.makeCommit((copy) => {
    copy.write('plan.md', LANDED);
    copy.write('work.txt', 'new\n');
  });
  const wanted = (text: string): string => text.replaceAll('\n', ends);
  repository.write('plan.md', wanted(WRITTEN));
  repository.write('mine.txt', '2\n');
  const request = {
    home: repository.path,
    records,
    runId: 'run-1',
    target: 'main',
    commit,
    message: 'planex: land run-1',
    written: { path: 'plan.md', bytes: [...Buffer.from(wanted(WRITTEN))] },
  };
  const asked = { ...request, written: { path: 'plan.md', bytes: Buffer.from(wanted(WRITTEN)) } };
  return { ...scene, old, commit, wanted, asked, work: { verb: 'land', request } };
}

function expectWhole({
  repository,
  records,
  old,
  commit,
  wanted,
  ...scene
}: ReturnType<typeof makeScene>): void {
  const tip = repository.git('rev-parse', 'main');
  expect([old, commit]).toContain(tip);
  const hasLanded = tip === commit;
  expect(repository.read('plan.md')).toBe(wanted(hasLanded ? LANDED : WRITTEN));
  expect(repository.read('work.txt')).toBe(hasLanded ? 'new\n' : 'old\n');
  const changed = repository.git('status', '--porcelain').split('\n');
  expect(changed).toEqual([' M mine.txt', ...(hasLanded ? [] : [' M plan.md'])]);
  expect(repository.git('diff', '--cached', '--name-only')).toBe('');
  expect(listLocks({ repository, records, ...scene })).toEqual([]);
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
  repository.git('fsck', '--strict', '--no-dangling');
}

test.each([
  ['as it stands', '\n'],
  ['with the line ends of its attributes', '\r\n'],
])('a commit takes along what planex has written into a file, %s', async (_, ends) => {
  const scene = makeScene({ ends });
  expect(await land(scene.asked)).toMatchObject({ kind: 'landed' });
  expect(scene.repository.git('rev-parse', 'main')).toBe(scene.commit);
  expectWhole(scene);
});

test.each<[string, (scene: ReturnType<typeof makeScene>) => void]>([
  ['somebody has written more', ({ repository }) => repository.write('plan.md', `${WRITTEN}mine\n`)],
  ['it is as it was committed', ({ repository }) => repository.write('plan.md', COMMITTED)],
  ['it is staged', ({ repository }) => repository.git('add', 'plan.md')],
  ['it is gone', ({ repository }) => repository.git('rm', '--quiet', '--force', 'plan.md')],
])('nothing lands, and all stays as it is, where %s', async (_, change) => {
  const scene = makeScene();
  change(scene);
  const before = readStatus(scene.repository);
  const text = scene.repository.git('status', '--porcelain').includes('D')
    ? ''
    : scene.repository.read('plan.md');
  expect(await land(scene.asked)).toEqual({ kind: 'dirty-paths', paths: ['plan.md'] });
  expect(readStatus(scene.repository)).toBe(before);
  if (text !== '') expect(scene.repository.read('plan.md')).toBe(text);
  expect(scene.repository.git('rev-parse', 'main')).toBe(scene.old);
});

test('killed at any point, it has landed with the file or has not begun', async () => {
  const trace = join(makeFolder(), 'trace');
  const traced = makeScene();
  const { output, errors } = await program.start(traced.work, { PLANEX_FAULT_TRACE: trace }).ended;
  expect(output, errors).toContain('"landed"');
  // What comes before and after is the same as in any landing.
  const passed = readFileSync(trace, 'utf8').trim().split('\n');
  const points = [...new Set(passed.filter((point) => point.startsWith('landing:'))), INDEX_REPLACED];
  expect(points).toContain('landing:written-file-taken');
  const results = new Set<string>();
  for (const point of points) {
    const scene = makeScene();
    const { signal } = await program.start(scene.work, dieAt(point)).ended;
    expect(signal, point).toBe('SIGKILL');
    const [recovery] = await recoverLandings(scene.records);
    results.add(recovery?.result ?? 'nothing was left');
    expect(recovery?.kept ?? [], point).toEqual([]);
    expectWhole(scene);
  }
  expect([...results].sort()).toEqual(['completed', 'nothing was left', 'rolled-back']);
});
