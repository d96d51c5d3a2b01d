import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { land } from '../../../src/git/landing/landing.ts';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { listLocks } from '../../support/landing-kill-scene.ts';
import { makeLandingScene, readStatus } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';

const program = useLandingProgram();

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

test.each([
  ['from the file that was held', ''],
  ['from git, where the held file is gone', 'rm -rf .git/planex/landings/run-1/held; '],
])('a landing that is taken back leaves what planex has written: %s', async (_, first) => {
  const scene = makeScene();
  const { repository, asked, old, records } = scene;
  writeFileSync(join(repository.path, '.git/info/attributes'), 'work.txt filter=broken\n');
  repository.git('config', 'filter.broken.clean', 'cat');
  repository.git('config', 'filter.broken.required', 'true');
  // The plan is written first; the new work.txt is refused, the old one is not.
  const refuse = `grep -v new && exit; cd ${repository.path}; ${first}exit 1`;
  repository.git('config', 'filter.broken.smudge', refuse);

  expect((await land(asked)).kind).toBe('refused');

  expect(repository.git('rev-parse', 'main')).toBe(old);
  expectWhole(scene);
  expect(await recoverLandings(records)).toEqual([]);
});

test('another file that goes while the written one is taken is the change of the user', async () => {
  const { repository, asked, old, records } = makeScene();
  writeFileSync(join(repository.path, '.git/info/attributes'), 'plan.md filter=rude\n');
  repository.git('config', 'filter.rude.clean', `cat; rm -f ${join(repository.path, 'work.txt')}`);

  expect(await land(asked)).toEqual({ kind: 'dirty-paths', paths: ['work.txt'] });

  expect(repository.git('rev-parse', 'main')).toBe(old);
  expect(repository.read('plan.md')).toBe(WRITTEN);
  expect(existsSync(join(repository.path, 'work.txt'))).toBe(false);
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
});

test('a file that the commit does not change stays as planex has written it', async () => {
  const { repository, makeCommit, asked } = makeScene();
  const commit = makeCommit((copy) => copy.write('work.txt', 'new\n'));

  expect(await land({ ...asked, commit })).toMatchObject({ kind: 'landed' });

  expect(repository.read('plan.md')).toBe(WRITTEN);
  expect(repository.read('work.txt')).toBe('new\n');
  expect(repository.git('diff', 'HEAD', '--name-only').split('\n')).toEqual(['mine.txt', 'plan.md']);
  expect(repository.git('diff', '--cached', '--name-only')).toBe('');
});

test('a file that a sparse checkout leaves out stays out', async () => {
  const { repository, asked, commit } = makeScene();
  repository.git('checkout', '--quiet', '--', 'plan.md');
  repository.git('sparse-checkout', 'set', '--no-cone', '/*', '!/plan.md');
  expect(existsSync(join(repository.path, 'plan.md'))).toBe(false);

  expect(await land(asked)).toMatchObject({ kind: 'landed' });

  expect(repository.git('rev-parse', 'main:plan.md')).toBe(repository.git('rev-parse', `${commit}:plan.md`));
  expect(existsSync(join(repository.path, 'plan.md'))).toBe(false);
  expect(repository.git('ls-files', '-t', 'plan.md')).toBe('S plan.md');
  expect(repository.git('status', '--porcelain')).toBe(' M mine.txt');
});

test('a file that git was told to pass over is in the way, as it is for git', async () => {
  const { repository, asked, old } = makeScene();
  repository.git('update-index', '--skip-worktree', 'plan.md');

  expect(await land(asked)).toEqual({ kind: 'dirty-paths', paths: ['plan.md'] });

  expect(repository.git('rev-parse', 'main')).toBe(old);
  expect(repository.read('plan.md')).toBe(WRITTEN);
  expect(repository.git('ls-files', '-t', 'plan.md')).toBe('S plan.md');
});

test('a link is no file that planex writes: it moves as in any landing', async () => {
  const { repository, makeCommit, records, asked } = makeScene();
  repository.git('checkout', '--quiet', '--', 'plan.md');
  unlinkSync(join(repository.path, 'plan.md'));
  symlinkSync('work.txt', join(repository.path, 'plan.md'));
  repository.git('commit', '--quiet', '-m', 'test: a link', 'plan.md');
  const commit = makeCommit((copy) => {
    unlinkSync(join(copy.path, 'plan.md'));
    symlinkSync('mine.txt', join(copy.path, 'plan.md'));
  });

  expect(await land({ ...asked, commit })).toMatchObject({ kind: 'landed' });

  expect(readlinkSync(join(repository.path, 'plan.md'))).toBe('mine.txt');
  expect(repository.git('status', '--porcelain')).toBe(' M mine.txt');
  expect(readdirSync(join(records, 'landings'))).toEqual([]);
});

test('a split index stays split, and nothing else of it is left behind', async () => {
  const scene = makeScene();
  const { repository, asked } = scene;
  repository.git('config', 'core.splitIndex', 'true');
  repository.git('update-index', '--split-index');
  const listShared = (): string[] => {
    const names = readdirSync(join(repository.path, '.git'), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.includes('sharedindex.')).sort();
  };
  const before = listShared();

  expect(await land(asked)).toMatchObject({ kind: 'landed' });

  expectWhole(scene);
  const inUse = repository.git('rev-parse', '--shared-index-path').replace('.git/', '');
  expect(listShared()).toEqual([...new Set([...before, inUse])].sort());
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
