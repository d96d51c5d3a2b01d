import { execFileSync } from 'node:child_process';
import fs, {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasUnfinishedLanding, recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import {
  expectWhole,
  type KillScene,
  listLocks,
  makeKillScene,
  newFiles,
  oldFiles,
} from '../../support/landing-kill-scene.ts';
import { dieAt, INDEX_REPLACED } from '../../support/die-after-rename.ts';
import { haveGitWrite, photograph, readStatus, RUN } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { useLandingProgram } from '../../support/spawn-landing.ts';
import { waitForNobodyIn } from '../../support/wait-for-nobody-in.ts';

const program = useLandingProgram();

async function makeKilled(
  point: string,
  ready: (repository: KillScene['repository']) => void = () => undefined,
): Promise<KillScene & { lock: string }> {
  const scene = makeKillScene();
  ready(scene.repository);
  expect((await program.start(scene.work, dieAt(point)).ended).signal).toBe('SIGKILL');
  return { ...scene, lock: join(scene.repository.path, '.git/index.lock') };
}

/** The same, when no git of it lives any more that may hold the branch: then the user can commit. */
async function makeGone(point: string): ReturnType<typeof makeKilled> {
  const scene = await makeKilled(point);
  await waitForNobodyIn(realpathSync(scene.repository.path));
  return scene;
}

/** Removes folders in another way, also for those who have imported it. */
function replaceRmdir(rmdir: typeof fs.rmdirSync): void {
  fs.rmdirSync = rmdir;
  syncBuiltinESMExports();
}

test('what a killed landing has left is unfinished until it is recovered', async () => {
  const { records } = await makeKilled('landing:files-written');
  expect(hasUnfinishedLanding(records)).toBe(true);
  await recoverLandings(records);
  expect(hasUnfinishedLanding(records)).toBe(false);
});

test('the lock of a killed landing names its run', async () => {
  const { lock } = await makeKilled('landing:files-written');
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ planex: 'landing', runId: RUN });
});

describe('what the user did between the kill and the recovery', () => {
  test('an edit of a file of the landing stays and is named', async () => {
    const { repository, records, old } = await makeKilled('landing:files-written');
    repository.write('a.txt', 'something else\n');

    const recovered = await recoverLandings(records);

    expect(recovered).toMatchObject([{ result: 'user-moved-on', detail: expect.stringContaining('a.txt') }]);
    expect(repository.git('rev-parse', 'main')).toBe(old);
    expect(repository.read('a.txt')).toBe('something else\n');
    expect(repository.read('c.txt')).toBe(oldFiles['c.txt']);
    expect(repository.git('status', '--porcelain')).toBe(
      ' M a.txt\n M edited.txt\nM  staged.txt\n?? untracked.txt',
    );
  });

  test('an edit after the index was replaced stays on top of what then lands', async () => {
    const { repository, records, commit } = await makeKilled(INDEX_REPLACED);
    repository.write('a.txt', 'something else\n');

    expect(await recoverLandings(records)).toMatchObject([{ result: 'completed' }]);
    expect(repository.git('rev-parse', 'main')).toBe(commit);
    expect(repository.read('a.txt')).toBe('something else\n');
  });

  test('a commit of the whole index, after removing the lock by hand, is left as it is', async () => {
    const { repository, records, lock } = await makeGone(INDEX_REPLACED);
    unlinkSync(lock);
    repository.git('commit', '--quiet', '-m', 'test: with everything in it');
    const before = photograph(repository);

    expect(await recoverLandings(records)).toMatchObject([
      { result: 'user-moved-on', detail: expect.stringContaining('nothing had changed') },
    ]);
    expect(photograph(repository)).toEqual(before);
  });

  test('a commit of other paths, after removing the lock by hand, does not get the landing into the next one', async () => {
    const { repository, records, lock } = await makeGone(INDEX_REPLACED);
    unlinkSync(lock);
    repository.git('commit', '--quiet', '-m', 'test: only mine', '--', 'edited.txt');

    expect(await recoverLandings(records)).toMatchObject([{ result: 'user-moved-on' }]);

    expect(repository.git('status', '--porcelain')).toBe('M  staged.txt\n?? untracked.txt');
    for (const [path, text] of Object.entries(oldFiles)) expect(repository.read(path)).toBe(text);
    expect(existsSync(join(repository.path, 'fresh'))).toBe(false);
  });

  test('a switch to another branch, after removing the lock by hand, is followed', async () => {
    const { repository, records, lock, commit } = await makeGone('landing:ref-committed');
    unlinkSync(lock);
    repository.git('switch', '--quiet', '--create', 'other');
    repository.git('reset', '--quiet', '--soft', 'HEAD~1');

    expect(await recoverLandings(records)).toMatchObject([{ result: 'completed' }]);

    expect(repository.git('rev-parse', 'main')).toBe(commit);
    expect(repository.git('status', '--porcelain')).toBe(' M edited.txt\nM  staged.txt\n?? untracked.txt');
  });

  test('a history begun anew, after removing the lock by hand, is not locked out', async () => {
    const scene = await makeGone('landing:files-written');
    const { repository, records, lock, old } = scene;
    unlinkSync(lock);
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/unborn');
    const before = photograph(repository);

    expect(await recoverLandings(records)).toMatchObject([
      { result: 'user-moved-on', detail: expect.stringContaining('left as they are: a.txt') },
    ]);

    expect(photograph(repository)).toEqual(before);
    expect(listLocks(scene)).toEqual([]);
    expect(repository.git('rev-parse', 'main')).toBe(old);
    repository.git('commit', '--quiet', '-m', 'test: the first of its history');
  });

  test('a lock that git made meanwhile postpones the recovery', async () => {
    const scene = await makeKilled('landing:files-written');
    unlinkSync(scene.lock);
    writeFileSync(scene.lock, '');

    expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'postponed' }]);
    expect(readFileSync(scene.lock, 'utf8')).toBe('');
    expect(await scene.land(scene.commit)).toMatchObject({ kind: 'locked' });

    unlinkSync(scene.lock);
    expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
    expectWhole(scene);
  });

  test('a linked work tree that was removed is nothing to mend', async () => {
    const scene = makeKillScene();
    const { repository } = scene;
    repository.git('switch', '--quiet', '--create', 'other');
    const linked = join(makeFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', linked, 'main');
    const before = readStatus(repository);
    await program.start(scene.work, { PLANEX_FAULT_POINT: 'landing:files-written' }).ended;
    expect(readFileSync(join(linked, 'a.txt'), 'utf8')).toBe(newFiles['a.txt']);
    repository.git('worktree', 'remove', '--force', '--force', linked);

    expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'user-moved-on' }]);
    expect(readStatus(repository)).toBe(before);
  });
});

test('a file of which only the beginning was written is restored', async () => {
  const scene = await makeKilled('landing:files-written', haveGitWrite);
  truncateSync(join(scene.repository.path, 'a.txt'), 1000);
  unlinkSync(join(scene.repository.path, 'c.txt'));

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

test('a file that is missing or cut off once its commit has landed is written as that has it', async () => {
  const scene = await makeKilled('landing:ref-committed', haveGitWrite);
  const { repository, records, commit } = scene;
  truncateSync(join(repository.path, 'a.txt'), 1000);
  unlinkSync(join(repository.path, 'c.txt'));

  expect(await recoverLandings(records)).toMatchObject([
    { result: 'completed', kept: [expect.stringContaining('a.txt')] },
  ]);

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expectWhole(scene);
});

test.each(['{}', '[{"file":1}]', '[{"file":"'])('a note of locks that says %s is none', async (note) => {
  const scene = await makeKilled('landing:files-written');
  writeFileSync(join(scene.records, `landings/${RUN}/ref-locks.json`), note);

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

test('files are restored from git where no second names of them are left', async () => {
  const scene = await makeKilled('landing:files-written');
  rmSync(join(scene.records, `landings/${RUN}/held`), { recursive: true });

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

test('bytes written to a file in the instant it was replaced are kept and named when the landing goes on', async () => {
  const scene = await makeKilled(INDEX_REPLACED);
  const folder = join(scene.records, `landings/${RUN}/held`);
  const [held = ''] = readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name), 'utf8').startsWith('old'),
  );
  appendFileSync(join(folder, held), 'the last words\n');

  const [recovery] = await recoverLandings(scene.records);

  const keptAt = join(scene.records, `kept/${RUN}/a.txt`);
  expect(recovery).toMatchObject({ result: 'completed', kept: [keptAt] });
  expect(readFileSync(keptAt, 'utf8')).toBe(`${oldFiles['a.txt']}the last words\n`);
  expectWhole(scene);
});

test('a branch that a hook does not let move takes the index and the files back', async () => {
  const scene = await makeKilled(INDEX_REPLACED);
  const hook = join(scene.repository.path, '.git/hooks/reference-transaction');
  writeFileSync(hook, '#!/bin/sh\ntest "$1" != prepared\n');
  chmodSync(hook, 0o755);

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  unlinkSync(hook);
  expectWhole(scene);
});

/** From now on folders whose path ends so may not be removed. Returns what lets them go again. */
function forbidRemoval(end: string): () => void {
  const { rmdirSync } = fs;
  const allow = (): void => replaceRmdir(rmdirSync);
  onTestFinished(allow);
  replaceRmdir((path) => {
    if (!String(path).endsWith(end)) return rmdirSync(path);
    throw Object.assign(new Error(`EACCES: permission denied, rmdir '${String(path)}'`), { code: 'EACCES' });
  });
  return allow;
}

test('a folder of the work tree that may not be removed stays, and nothing is left to do', async () => {
  const scene = await makeKilled('landing:files-written');
  const fresh = join(scene.repository.path, 'fresh');
  const allow = forbidRemoval(fresh);
  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  allow();
  expect(readdirSync(fresh)).toEqual([]);
  rmSync(fresh, { recursive: true });
  expectWhole(scene);
});

test("a folder of planex's own that may not be removed is left to the next recovery, without a lock", async () => {
  const scene = await makeKilled('landing:files-written');
  const allow = forbidRemoval('/prepared');
  expect(await recoverLandings(scene.records)).toMatchObject([
    { result: 'postponed', detail: expect.stringMatching(/permission denied, rmdir '.*prepared'/) },
  ]);
  expect(listLocks(scene)).toEqual([]);
  allow();
  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

test('a bug in a recovery is no reason to try later, and keeps nobody else from recovering', async () => {
  const scene = await makeKilled('landing:files-written');
  const { rmdirSync } = fs;
  onTestFinished(() => replaceRmdir(rmdirSync));
  replaceRmdir(() => {
    throw new TypeError('not a path');
  });
  await expect(recoverLandings(scene.records)).rejects.toThrow('not a path');
  replaceRmdir(rmdirSync);
  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expectWhole(scene);
});

test('of many recoveries at once one does it', async () => {
  const scene = await makeKilled('landing:files-written');
  const work = { verb: 'recover', records: scene.records };

  const processes = [0, 1, 2, 3].map(() => program.start(work).ended);
  const here = [recoverLandings(scene.records), recoverLandings(scene.records)];
  const answers = await Promise.all([
    ...here,
    ...processes.map(async (ended) => JSON.parse((await ended).output)),
  ]);

  const results = answers.flat().map((recovery: { result: string }) => recovery.result);
  expect(results.filter((result) => result !== 'nothing-to-do')).toEqual(['rolled-back']);
  expectWhole(scene);
});

test('a landing that is still at work is left alone', async () => {
  const scene = makeKillScene();
  const { repository, records } = scene;
  const [asked, answer] = [join(repository.path, '.git/asked'), join(repository.path, '.git/answer')];
  execFileSync('mkfifo', [asked, answer]);
  const hook = join(repository.path, '.git/hooks/reference-transaction');
  writeFileSync(hook, `#!/bin/sh\ntest "$1" = prepared || exit 0\necho > ${asked}\nread line < ${answer}\n`);
  chmodSync(hook, 0o755);
  const landing = program.start(scene.work);
  execFileSync('cat', [asked]);

  expect(await recoverLandings(records)).toMatchObject([{ result: 'nothing-to-do' }]);
  expect(readdirSync(join(records, 'landings'))).not.toEqual([]);

  execFileSync('sh', ['-c', `echo > ${answer}`]);
  expect(JSON.parse((await landing.ended).output)).toMatchObject({ kind: 'landed' });
  unlinkSync(hook);
  expectWhole(scene);
});

test('a git that outlives its killed planex is waited for', async () => {
  const scene = makeKillScene();
  const { repository } = scene;
  haveGitWrite(repository);
  const [begun, mark] = [
    join(repository.path, '.git/filter-begun'),
    join(repository.path, '.git/filter-ended'),
  ];
  execFileSync('mkfifo', [begun]);
  writeFileSync(join(repository.path, '.git/info/attributes'), 'c.txt filter=slow\n');
  repository.git('config', 'filter.slow.clean', 'cat');
  repository.git('config', 'filter.slow.smudge', `cat; echo > ${begun}; sleep 1.5; echo >> ${mark}`);
  await program.start(scene.work, { PLANEX_FAULT_POINT: 'landing:files-begun' }).ended;
  // Git has read its settings by now.
  execFileSync('cat', [begun]);
  repository.git('config', 'filter.slow.smudge', 'cat');

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);
  expect(existsSync(mark)).toBe(true);
  expectWhole(scene);
});

test('a landing taken back in a sparse checkout leaves out what it left out', async () => {
  const scene = makeKillScene();
  const { repository } = scene;
  repository.git('sparse-checkout', 'set', '--no-cone', '/*', '!/c.txt', '!/a.txt');
  const status = readStatus(repository);
  await program.start(scene.work, dieAt(INDEX_REPLACED)).ended;
  const hook = join(repository.path, '.git/hooks/reference-transaction');
  writeFileSync(hook, '#!/bin/sh\ntest "$1" != prepared\n');
  chmodSync(hook, 0o755);

  expect(await recoverLandings(scene.records)).toMatchObject([{ result: 'rolled-back' }]);

  expect(repository.git('ls-files', '-t', 'a.txt', 'c.txt')).toBe('S a.txt\nS c.txt');
  for (const path of ['a.txt', 'c.txt']) expect(existsSync(join(repository.path, path))).toBe(false);
  expect(readStatus(repository)).toBe(status);
});
