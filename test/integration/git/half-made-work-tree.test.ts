import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { git, runGit } from '../../../src/git/git.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

/** A git on the PATH that says `failures` times what git says of a work tree that is just being added. */
function failAtFirst(failures: number): { calls: () => number } {
  const folder = makeFolder();
  const log = join(folder, 'calls');
  const said = 'fatal: failed to read .git/worktrees/slot-3/commondir: Success';
  const script = `#!/bin/sh
echo call >> ${log}
[ "$(wc -l < ${log})" -gt ${failures} ] || { echo '${said}' >&2; exit 128; }
PATH=\${PATH#*:} exec git "$@"
`;
  writeFileSync(log, '');
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}:${path}`;
  onTestFinished(() => {
    process.env['PATH'] = path;
  });
  return { calls: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

test('git really says so of a work tree that is just being added', async () => {
  const repository = makeRepository();
  const half = join(repository.path, '.git/worktrees/half');
  mkdirSync(half, { recursive: true });
  for (const [name, text] of [
    ['commondir', ''],
    ['gitdir', `${repository.path}/half/.git\n`],
    ['HEAD', 'ref: refs/heads/main\n'],
  ] as const) {
    writeFileSync(join(half, name), text);
  }
  const { code, stderr } = await runGit(repository.path, ['for-each-ref', '--format=%(worktreepath)'], {
    writes: true,
  });
  expect(code).toBe(128);
  expect(stderr).toMatch(/failed to read .*worktrees\/half\/commondir/);
});

test('a reading git is asked again', async () => {
  const repository = makeRepository();
  const { calls } = failAtFirst(2);
  expect(await git(repository.path, ['symbolic-ref', '--short', 'HEAD'])).toBe('main');
  expect(calls()).toBe(3);
});

test('but not for ever, and one that writes is not', async () => {
  const repository = makeRepository();
  const { calls } = failAtFirst(100);
  expect((await runGit(repository.path, ['status'])).code).toBe(128);
  expect(calls()).toBe(12);
  expect((await runGit(repository.path, ['status'], { writes: true })).code).toBe(128);
  expect(calls()).toBe(13);
});
