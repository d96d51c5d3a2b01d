import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { haveGitWrite, makeLandingScene, photograph, readStatus, RUN } from '../../support/landing-scene.ts';
import { makeFolder } from '../../support/repository.ts';
import { wrapProgram } from '../../support/wrap-program.ts';

function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('b.txt', 'B\n');
  });
  const { repository } = scene;
  const installHook = (script: string): void => {
    const hook = join(repository.path, '.git/hooks/reference-transaction');
    writeFileSync(hook, `#!/bin/sh\n${script}\n`);
    chmodSync(hook, 0o755);
  };
  const lock = join(repository.path, '.git/index.lock');
  return { ...scene, commit, installHook, lock };
}

/** The first time that git is to prepare the move of the branch, the command runs before. */
function runBeforePreparing(command: string): void {
  const once = join(makeFolder(), 'once');
  wrapProgram(
    'git',
    (real) =>
      `case "$1" in update-ref) test -e ${once} || { touch ${once}; PATH=\${PATH#*:}; ${command}; } >&2 ;; esac\nexec ${real} "$@"`,
  );
}

describe('while the landing prepares', () => {
  test('a commit of the user on the branch is never gone over', async () => {
    const { repository, land, commit } = makeScene();
    runBeforePreparing('git commit --quiet --allow-empty -m theirs');

    const outcome = await land(commit);

    const tip = repository.git('rev-parse', 'main');
    expect(outcome).toEqual({ kind: 'base-moved', tip });
    expect(repository.git('log', '-1', '--format=%s', 'main')).toBe('theirs');
    expect(readStatus(repository)).toBe('');
  });

  test('a branch that is removed is not made again', async () => {
    const { repository, land, commit } = makeScene();
    repository.git('switch', '--quiet', '--create', 'other');
    runBeforePreparing('git branch --quiet -D main');

    expect(await land(commit)).toEqual({
      kind: 'wrong-branch',
      message: 'the branch main does not exist',
    });
    expect(repository.git('branch', '--list', 'main')).toBe('');
  });

  test('a branch that somebody checks out takes its files and index along', async () => {
    const { repository, land, commit, installHook } = makeScene();
    repository.git('switch', '--quiet', '--create', 'other');
    const linked = join(makeFolder(), 'linked');
    repository.git('worktree', 'add', '--quiet', '-b', 'third', linked, 'main');
    const head = join(repository.path, '.git/worktrees/linked/HEAD');
    installHook(`test "$1" != prepared || echo "ref: refs/heads/main" > ${head}`);

    expect(await land(commit)).toMatchObject({ kind: 'landed' });

    expect(repository.git('-C', linked, 'rev-parse', 'HEAD')).toBe(commit);
    expect(repository.git('-C', linked, 'status', '--porcelain')).toBe('');
    expect(readFileSync(join(linked, 'a.txt'), 'utf8')).toBe('A\n');
    expect(repository.read('a.txt')).toBe('a\n');
    expect(readStatus(repository)).toBe('');
  });

  test('an index that never rests makes the landing wait', async () => {
    const { repository, land, commit, installHook } = makeScene();
    const before = repository.git('rev-parse', 'main');
    installHook('test "$1" != prepared || { date +%N > other.txt; git add other.txt; }');

    expect(await land(commit)).toEqual({
      kind: 'locked',
      by: 'somebody who keeps changing the index or files',
    });
    expect(repository.git('rev-parse', 'main')).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('A  other.txt');
  });

  test('a file that appears where the commit has one stays', async () => {
    const { repository, makeCommit, land, installHook } = makeScene();
    const commit = makeCommit((copy) => copy.write('new.txt', 'theirs\n'));
    const before = repository.git('rev-parse', 'main');
    installHook('test "$1" != prepared || echo mine > new.txt');

    expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['new.txt'] });
    expect(repository.read('new.txt')).toBe('mine\n');
    expect(repository.git('rev-parse', 'main')).toBe(before);
    expect(repository.git('status', '--porcelain')).toBe('?? new.txt');
  });

  test('a file that goes is the change of the user', async () => {
    const { repository, land, commit, installHook } = makeScene();
    installHook('test "$1" != prepared || rm -f b.txt');

    expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['b.txt'] });
    expect(repository.git('status', '--porcelain')).toBe(' D b.txt');
    expect(repository.read('a.txt')).toBe('a\n');
  });
});

test('an index that cannot be replaced takes the landing back', async () => {
  const { repository, records, land, commit } = makeScene();
  const before = repository.git('rev-parse', 'main');
  // Where the copy would get its second name.
  wrapProgram(
    'git',
    (real) =>
      `case "$*" in *checkout-index*|*read-tree*) mkdir "\${GIT_INDEX_FILE%-merged}.renamed" ;; esac\nexec ${real} "$@"`,
  );

  expect(await land(commit)).toEqual({ kind: 'refused', output: expect.stringContaining('index.renamed') });

  expect(repository.git('rev-parse', 'main')).toBe(before);
  expect(repository.read('a.txt')).toBe('a\n');
  expect(readStatus(repository)).toBe('');
  expect(await recoverLandings(records)).toEqual([]);
});

test('where the process dies that has the branch committed, the index has its branch nevertheless', async () => {
  const { repository, records, land, commit } = makeScene();
  const endThere = `script=\${2%%'[ -e "$second" ]'*}; shift 2`;
  const endEarly = (real: string): string => `${endThere}; exec ${real} -c "$script exit 3" "$@"`;
  wrapProgram(
    'sh',
    (real) => `case "$2" in *'[ -e "$second" ]'*) ${endEarly(real)} ;; esac\nexec ${real} "$@"`,
  );

  expect(await land(commit)).toMatchObject({ kind: 'landed', commit });

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(readStatus(repository)).toBe('');
  expect(await recoverLandings(records)).toEqual([]);
});

test('where the process dies that is to move the files, nothing has changed', async () => {
  const { repository, records, land, commit } = makeScene();
  haveGitWrite(repository);
  const before = photograph(repository);
  wrapProgram('sh', (real) => `case "$2" in *"= files"*) exit 7 ;; esac\nexec ${real} "$@"`);

  expect(await land(commit)).toEqual({
    kind: 'refused',
    output: 'git read-tree ended without an answer',
  });

  expect(photograph(repository)).toEqual(before);
  expect(await recoverLandings(records)).toEqual([]);
});

test('where it dies when it hears that the index is in place, the branch follows the index', async () => {
  const { repository, records, land, commit } = makeScene();
  wrapProgram('sh', (real) => `case "$2" in *"= files"*) read -r word; exit 7 ;; esac\nexec ${real} "$@"`);

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(readStatus(repository)).toBe('');
  expect(await recoverLandings(records)).toEqual([]);
});

describe('a lock that somebody took away and made anew', () => {
  const theirs = (lock: string): string => `rm ${lock}; echo theirs > ${lock}`;

  test('while the files are written leaves all to a recovery', async () => {
    const { repository, records, land, commit, lock } = makeScene();
    haveGitWrite(repository);
    const before = photograph(repository, ['a.txt', 'b.txt']);
    const tip = repository.git('rev-parse', 'main');
    writeFileSync(join(repository.path, '.git/info/attributes'), 'b.txt filter=rude\n');
    repository.git('config', 'filter.rude.clean', 'cat');
    repository.git('config', 'filter.rude.smudge', `cat; ${theirs(lock)}`);

    expect(await land(commit)).toEqual({ kind: 'locked', by: lock });

    expect(readFileSync(lock, 'utf8')).toBe('theirs\n');
    expect(await land(commit)).toEqual({ kind: 'locked', by: `an unfinished landing of run ${RUN}` });
    const other = await land(commit, { runId: 'run-2' });
    expect(other.kind).toMatch(/locked|dirty/);
    expect(JSON.stringify(other)).not.toContain('unfinished');
    expect(await recoverLandings(records)).toMatchObject([
      { result: 'postponed', detail: `locked by ${lock}` },
    ]);
    unlinkSync(lock);
    repository.git('config', 'filter.rude.smudge', 'cat');
    expect(await recoverLandings(records)).toMatchObject([{ runId: RUN, result: 'rolled-back' }]);
    expect(repository.git('rev-parse', 'main')).toBe(tip);
    expect(photograph(repository, ['a.txt', 'b.txt'])).toEqual(before);
    expect(readStatus(repository)).toBe('');
    expect((await land(commit)).kind).toBe('landed');
  });

  test('while HEAD moves leaves what is left to do to a recovery', async () => {
    const { repository, records, land, commit, installHook, lock } = makeScene();
    repository.git('branch', 'other');
    installHook(`test "$1" != committed || { echo "ref: refs/heads/other" > .git/HEAD; ${theirs(lock)}; }`);

    expect((await land(commit)).kind).toBe('landed');

    expect(readFileSync(lock, 'utf8')).toBe('theirs\n');
    expect(repository.git('rev-parse', 'main')).toBe(commit);
    unlinkSync(lock);
    unlinkSync(join(repository.path, '.git/hooks/reference-transaction'));
    expect(await recoverLandings(records)).toMatchObject([{ result: 'completed' }]);
    expect(repository.git('symbolic-ref', 'HEAD')).toBe('refs/heads/other');
    expect(repository.read('a.txt')).toBe('a\n');
    expect(readStatus(repository)).toBe('');
  });
});

test('a HEAD that moves to a branch that git cannot read leaves the rest to a recovery, and nothing locked', async () => {
  const { repository, records, land, commit, installHook, lock } = makeScene();
  const broken = '.git/refs/heads/broken';
  installHook(`test "$1" != committed || { : > ${broken}; echo "ref: refs/heads/broken" > .git/HEAD; }`);

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(existsSync(lock)).toBe(false);
  unlinkSync(join(repository.path, '.git/hooks/reference-transaction'));
  expect(await recoverLandings(records)).toMatchObject([
    { result: 'postponed', detail: expect.stringContaining('HEAD') },
  ]);
  unlinkSync(join(repository.path, broken));
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  expect(await recoverLandings(records)).toMatchObject([{ result: 'completed', kept: [] }]);
  expect(existsSync(lock)).toBe(false);
  expect(repository.read('a.txt')).toBe('A\n');
  expect(readStatus(repository)).toBe('');
});

test('a HEAD that moves to a branch without commits finds files and index as they have landed, and nothing locked', async () => {
  const { repository, records, makeCommit, land, installHook, lock } = makeScene();
  const commit = makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('new.txt', 'new\n');
  });
  installHook('test "$1" != committed || echo "ref: refs/heads/unborn" > .git/HEAD');

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(existsSync(lock)).toBe(false);
  expect(await recoverLandings(records)).toEqual([]);
  expect([repository.read('a.txt'), repository.read('new.txt')]).toEqual(['A\n', 'new\n']);
  expect(repository.git('write-tree')).toBe(repository.git('rev-parse', `${commit}^{tree}`));
  unlinkSync(join(repository.path, '.git/hooks/reference-transaction'));
  repository.git('commit', '--quiet', '-m', 'test: a history of its own');
});

test('a checkout that began in the middle of the landing and writes HEAD after it takes its branch along as it was', async () => {
  const { repository, makeCommit, land, installHook } = makeScene();
  const commit = makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('new.txt', 'new\n');
  });
  repository.git('branch', 'side');
  const before = repository.git('rev-parse', 'main');
  const folder = makeFolder();
  const [begun, leave] = [join(folder, 'begun'), join(folder, 'leave.cjs')];
  // What the last step of a checkout does, a moment after the branch has moved.
  writeFileSync(
    leave,
    `const { existsSync, readFileSync, writeFileSync } = require('node:fs');
writeFileSync(${JSON.stringify(begun)}, '');
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
while (readFileSync('.git/refs/heads/main', 'utf8').trim() === '${before}' || existsSync('.git/index.lock')) wait(1);
wait(200);
writeFileSync('.git/HEAD', 'ref: refs/heads/side\\n');
process.exit();`,
  );
  // Known as another program at the first look, it is git when the landing has the branch.
  const meant = `while ! test -e ${folder}/go; do sleep 0.01; done; NODE_OPTIONS='--require ${leave}' exec -a git '${process.execPath}' switch side`;
  const checkout = spawn('bash', ['-c', meant], { cwd: repository.path, stdio: 'ignore' });
  const left = once(checkout, 'exit');
  onTestFinished(() => void checkout.kill('SIGKILL'));
  installHook(`test "$1" != prepared || { : > ${folder}/go; until test -e ${begun}; do sleep 0.01; done; }`);

  expect((await land(commit)).kind).toBe('landed');

  await left;
  expect(repository.git('rev-parse', 'main', 'HEAD')).toBe(`${commit}\n${before}`);
  expect(readStatus(repository)).toBe('');
  expect([repository.read('a.txt'), existsSync(join(repository.path, 'new.txt'))]).toEqual(['a\n', false]);
});

test('a landing that cannot be taken back keeps the index locked until it is', async () => {
  const { repository, records, land, commit, lock } = makeScene();
  haveGitWrite(repository);
  const tip = repository.git('rev-parse', 'main');
  // Git writes a.txt and fails at b.txt, and what the landing held of both is gone: both come from git, which fails again.
  const held = join(records, `landings/${RUN}/held`);
  writeFileSync(join(repository.path, '.git/info/attributes'), '*.txt filter=broken\n');
  repository.git('config', 'filter.broken.clean', 'cat');
  repository.git('config', 'filter.broken.required', 'true');
  repository.git('config', 'filter.broken.smudge', `rm -rf ${held}; false`);

  expect((await land(commit)).kind).toBe('refused');

  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ planex: 'landing', runId: RUN });
  expect(repository.git('rev-parse', 'main')).toBe(tip);
  repository.git('config', 'filter.broken.smudge', 'cat');
  expect(await land(commit, { runId: 'run-2' })).not.toMatchObject({ kind: 'landed' });
  expect(await recoverLandings(records)).toMatchObject([{ result: 'rolled-back' }]);
  expect(existsSync(lock)).toBe(false);
  expect([repository.read('a.txt'), repository.read('b.txt')]).toEqual(['a\n', 'b\n']);
  expect(readStatus(repository)).toBe('');
});
