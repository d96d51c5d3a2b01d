import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prepareRefUpdate, type RefUpdate } from '../../../src/git/landing/ref-transaction.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeRepository } from '../../support/repository.ts';

function makeScene() {
  const repository = makeRepository();
  const old = repository.git('rev-parse', 'HEAD');
  const commit = repository.git('commit-tree', 'HEAD^{tree}', '-p', old, '-m', 'test: the next one');
  const ref = 'refs/heads/main';
  const lock = join(repository.path, '.git', `${ref}.lock`);
  const prepare = (change: Partial<RefUpdate> = {}) =>
    prepareRefUpdate({ cwd: repository.path, ref, old, new: commit, message: 'test: moved', ...change });
  const installHook = (script: string): void => {
    const hook = join(repository.path, '.git/hooks/reference-transaction');
    writeFileSync(hook, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  };
  const readTip = (): string => repository.git('rev-parse', ref);
  return { repository, old, commit, ref, lock, prepare, installHook, readTip };
}

test('a prepared update changes nothing until it is committed, and nothing after', async () => {
  const { repository, old, commit, lock, prepare, readTip } = makeScene();
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);
  expect(existsSync(lock)).toBe(true);
  expect(readTip()).toBe(old);

  expect(await prepared.value.commit()).toEqual({ ok: true, value: undefined });

  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(commit);
  expect(repository.git('reflog', '-1', '--format=%gs', 'main')).toBe('test: moved');
  await prepared.value.abort();
  expect(readTip()).toBe(commit);
});

test('a prepared update that is aborted gives its locks back', async () => {
  const { old, lock, prepare, readTip } = makeScene();
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);

  await prepared.value.abort();

  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(old);
  expect((await prepared.value.commit()).ok).toBe(false);
  expect(readTip()).toBe(old);
});

test('a rename that fails leaves the branch where it is', async () => {
  const { repository, old, lock, prepare, readTip } = makeScene();
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);
  const missing = join(repository.path, 'missing');

  const done = await prepared.value.prepareRename(missing, join(repository.path, 'to'))();

  expect(done).toEqual({ ok: false, failure: expect.stringContaining('missing') });
  expect(existsSync(lock)).toBe(false);
  expect(readTip()).toBe(old);
});

test('a rename that was prepared and is not wanted does nothing', async () => {
  const { repository, old, prepare, readTip } = makeScene();
  const [from, to] = [join(repository.path, 'from'), join(repository.path, 'to')];
  writeFileSync(from, 'from\n');
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);
  prepared.value.prepareRename(from, to);

  await prepared.value.abort();

  expect(readFileSync(from, 'utf8')).toBe('from\n');
  expect(existsSync(to)).toBe(false);
  expect(readTip()).toBe(old);
});

test('a rename and the commit of the branch come together', async () => {
  const { repository, commit, prepare, readTip } = makeScene();
  const [from, to] = [join(repository.path, '-from'), join(repository.path, 'to')];
  writeFileSync(from, 'from\n');
  writeFileSync(to, 'to\n');
  const prepared = await prepare();
  if (!prepared.ok) throw new Error(prepared.failure.output);

  expect(await prepared.value.prepareRename(from, to)()).toEqual({ ok: true, value: undefined });

  expect(readFileSync(to, 'utf8')).toBe('from\n');
  expect(readTip()).toBe(commit);
});

test.each([
  ['is elsewhere', { old: '1'.repeat(40) }],
  ['is gone', { ref: 'refs/heads/gone' }],
])('a branch that %s has moved', async (_, change) => {
  const { old, prepare, readTip } = makeScene();
  expect(await prepare(change)).toMatchObject({ ok: false, failure: { kind: 'moved' } });
  expect(readTip()).toBe(old);
});

test('a branch that somebody holds is locked', async () => {
  const { lock, prepare } = makeScene();
  writeFileSync(lock, '');
  expect(await prepare()).toMatchObject({
    ok: false,
    failure: { kind: 'locked', output: expect.stringContaining(lock) },
  });
});

test('what a hook says against it is told', async () => {
  const { prepare, installHook, readTip, old } = makeScene();
  installHook('test "$1" != prepared || { echo "  not today  " >&2; exit 1; }');
  const prepared = await prepare({ env: { PLANEX_RUN: 'run-1' } });
  expect(prepared).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringMatching(/^not today/) },
  });
  expect(readTip()).toBe(old);
});

test('the environment of the update is that of its hooks', async () => {
  const { repository, prepare, installHook } = makeScene();
  const said = join(repository.path, '.git/said');
  installHook(`test "$1" != prepared || echo "$PLANEX_RUN" > ${said}`);
  const prepared = await prepare({ env: { PLANEX_RUN: 'run-7' } });
  if (!prepared.ok) throw new Error(prepared.failure.output);
  await prepared.value.abort();
  expect(readFileSync(said, 'utf8')).toBe('run-7\n');
});

test('a hook that hangs is not waited for, and the branch stays', async () => {
  const { old, prepare, installHook, readTip } = makeScene();
  const meet = makeRendezvous();
  onTestFinished(() => meet.send('go'));
  installHook(`test "$1" != prepared || { ${meet.give('hangs')}; ${meet.await('go')}; }`);

  const prepared = await prepare({ timeoutMs: 500 });

  expect(prepared).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringContaining('no answer to prepare within 500 ms') },
  });
  expect(readTip()).toBe(old);
});

test('a folder that is gone is a refusal', async () => {
  const { repository, prepare } = makeScene();
  expect(await prepare({ cwd: join(repository.path, 'gone') })).toMatchObject({
    ok: false,
    failure: { kind: 'refused', output: expect.stringContaining('ENOENT') },
  });
});
