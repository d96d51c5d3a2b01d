import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recoverLandings } from '../../../src/git/landing/landing-recovery.ts';
import { leaveConflict } from '../../support/clash.ts';
import { makeLandingScene, photograph, readStatus } from '../../support/landing-scene.ts';

function makeScene() {
  const scene = makeLandingScene({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', 'A\n');
    copy.write('b.txt', 'B\n');
  });
  const installHook = (name: string, script: string): void => {
    const hook = join(scene.repository.path, '.git/hooks', name);
    writeFileSync(hook, `#!/bin/sh\n${script}\n`);
    chmodSync(hook, 0o755);
  };
  return { ...scene, commit, installHook };
}

test.each(['index.lock', 'HEAD.lock', 'refs/heads/main.lock'])(
  'a %s of somebody else is waited for and never touched',
  async (name) => {
    const { repository, records, land, commit } = makeScene();
    const lock = join(repository.path, '.git', name);
    writeFileSync(lock, '');
    const before = photograph(repository);

    expect(await land(commit)).toMatchObject({ kind: 'locked', by: expect.stringContaining(name) });

    expect(readFileSync(lock, 'utf8')).toBe('');
    expect(photograph(repository)).toEqual(before);
    expect(await recoverLandings(records)).toEqual([]);
    expect(existsSync(lock)).toBe(true);
  },
);

test.each(['2', '4'])(
  'a conflict that is left in another path of an index of version %s is waited for',
  async (version) => {
    const { repository, records, land, makeCommit } = makeScene();
    repository.git('config', 'index.version', version);
    repository.git('update-index', '--index-version', version);
    leaveConflict(repository);
    const previous = repository.git('rev-parse', 'HEAD');
    const commit = makeCommit((copy) => copy.write('a.txt', 'A\n'));
    const before = photograph(repository);

    expect(await land(commit)).toEqual({ kind: 'operation-in-progress', operation: 'unmerged' });

    expect(photograph(repository)).toEqual(before);
    expect(await recoverLandings(records)).toEqual([]);
    repository.git('checkout', '--quiet', '--theirs', 'README.md');
    repository.git('add', 'README.md');
    expect(await land(commit)).toEqual({ kind: 'landed', commit: commit, previous });
  },
);

test('a reference-transaction hook that refuses changes nothing', async () => {
  const { repository, land, commit, installHook } = makeScene();
  installHook('reference-transaction', 'test "$1" != prepared || { echo not today >&2; exit 1; }');
  const before = photograph(repository);

  expect(await land(commit)).toMatchObject({ kind: 'refused', output: expect.stringContaining('not today') });

  expect(photograph(repository)).toEqual(before);
  expect(existsSync(join(repository.path, '.git/index.lock'))).toBe(false);
});

test('a hook in core.hooksPath is asked as well', async () => {
  const { repository, land, commit } = makeScene();
  repository.write('.husky/reference-transaction', '#!/bin/sh\ntest "$1" != prepared\n');
  chmodSync(join(repository.path, '.husky/reference-transaction'), 0o755);
  repository.git('config', 'core.hooksPath', '.husky');

  expect((await land(commit)).kind).toBe('refused');
});

test('a file that is written while it is replaced keeps every byte, and nothing lands', async () => {
  const { repository, land, commit } = makeScene();
  // The filter runs for a.txt when git is about to write b.txt over the user's file.
  const before = repository.git('rev-parse', 'main');
  writeFileSync(join(repository.path, '.git/info/attributes'), 'a.txt filter=slow\n');
  repository.git('config', 'filter.slow.clean', 'cat');
  repository.git(
    'config',
    'filter.slow.smudge',
    `cat; test -e ${repository.path}/.git/written || { echo mine >> ${repository.path}/b.txt; touch ${repository.path}/.git/written; }`,
  );

  const outcome = await land(commit);

  expect(outcome).toEqual({ kind: 'dirty-paths', paths: ['b.txt'] });
  expect(repository.git('rev-parse', 'main')).toBe(before);
  expect(repository.read('a.txt')).toBe('a\n');
  expect(repository.read('b.txt')).toBe('b\nmine\n');
  expect(repository.git('status', '--porcelain')).toBe(' M b.txt');
});

test('a file that cannot be written takes the whole landing back', async () => {
  const { repository, land, commit } = makeScene();
  repository.git('config', 'filter.broken.clean', 'cat');
  repository.git('config', 'filter.broken.smudge', 'false');
  repository.git('config', 'filter.broken.required', 'true');
  writeFileSync(join(repository.path, '.git/info/attributes'), 'b.txt filter=broken\n');

  expect((await land(commit)).kind).toBe('refused');

  expect(repository.read('a.txt')).toBe('a\n');
  expect(repository.read('b.txt')).toBe('b\n');
  expect(readStatus(repository)).toBe('');
});

test('hooks that watch the index or HEAD do no harm', async () => {
  const { repository, land, commit, installHook } = makeScene();
  installHook('post-index-change', 'git status >/dev/null');
  installHook('reference-transaction', 'git rev-parse HEAD >/dev/null');

  expect((await land(commit)).kind).toBe('landed');
  expect(readStatus(repository)).toBe('');
});

test('a checkout that moves HEAD while the landing ends gets its own files and index', async () => {
  const { repository, land, commit, installHook } = makeScene();
  repository.git('branch', 'other');
  // A checkout replaces the index first and HEAD later; here its second half comes when the branch has just moved.
  installHook('reference-transaction', 'test "$1" != committed || echo "ref: refs/heads/other" > .git/HEAD');

  expect((await land(commit)).kind).toBe('landed');

  expect(repository.git('rev-parse', 'main')).toBe(commit);
  expect(repository.git('symbolic-ref', 'HEAD')).toBe('refs/heads/other');
  expect(repository.read('a.txt')).toBe('a\n');
  expect(readStatus(repository)).toBe('');
});

test('a change of the index between check and lock makes the landing look again', async () => {
  const { repository, land, commit, installHook } = makeScene();
  const once = join(repository.path, '.git/once');
  const stage = `touch ${once}; echo mine > a.txt; git add a.txt`;
  installHook('reference-transaction', `test "$1" != prepared -o -e ${once} || { ${stage}; }`);

  expect(await land(commit)).toEqual({ kind: 'dirty-paths', paths: ['a.txt'] });
  expect(repository.git('show', ':a.txt')).toBe('mine');
  expect(repository.git('rev-parse', 'main')).not.toBe(commit);
});
